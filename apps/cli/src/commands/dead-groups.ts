import type { Run } from "../command.ts";
import { ERROR_GROUP_VIEW } from "../output/error-group-view.ts";
import type { DEAD_GROUPS } from "../specs/job.ts";

export const run: Run<typeof DEAD_GROUPS> = async (call) => {
  const { arguments: given, options, output, messages, connect } = call;
  const [type] = given;
  const { errors } = await connect();
  const page = await errors.listGroups({
    statuses: options.retrying ? ["FAILED", "RETRYING"] : ["FAILED"],
    ...(type !== undefined && { type }),
    ...(options.lookAt !== undefined && { lookAt: options.lookAt }),
  });
  await output.items(page.groups, ERROR_GROUP_VIEW);
  const { groups, lookedAt, jobs, more, otherJobs } = page;
  if (groups.length === 0) messages.note("no errors");
  if (otherJobs > 0) messages.note(`${otherJobs} more jobs are in smaller groups`);
  if (lookedAt < jobs || more) {
    const hint = type === undefined ? "name a type, or give --look-at" : "give --look-at";
    messages.note(
      `looked at the latest ${lookedAt} of ${jobs}${more ? "+" : ""} jobs; ${hint} to see more`,
    );
  }
};
