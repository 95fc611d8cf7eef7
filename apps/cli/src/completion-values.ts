import type { Client } from "@millrace/client";
import { FINAL_STATUSES, JOB_STATUSES, type JobStatus } from "@millrace/core";
import type { CommandSpec } from "./command-spec.ts";

/** A text that can stand at a place of a command line, with what it is. */
export type Candidate = readonly [value: string, description: string];

/** How many jobs are offered. */
const JOBS = 50;

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  shell: ["bash", "zsh", "fish", "powershell"],
  query: JOB_STATUSES.map((status) => `status:${status.toLowerCase()}`),
};

/** In which statuses the jobs are that a command is for. */
const STATUSES: Readonly<Record<string, readonly JobStatus[]>> = {
  "job retry": FINAL_STATUSES,
  "job cancel": ["SCHEDULED", "PENDING", "RUNNING", "RETRYING", "BLOCKED"],
  "job update": ["SCHEDULED", "PENDING", "RETRYING", "BLOCKED"],
};

/**
 * What can stand at an argument of a command.
 *
 * @param name the argument's, for example `type`.
 * @throws MillraceError when the jobs cannot be reached.
 */
export async function argumentCandidates(
  { path }: CommandSpec,
  name: string,
  connect: () => Promise<Client>,
): Promise<readonly Candidate[]> {
  const fixed = (TEXTS[name] ?? []).map((text): Candidate => [text, ""]);
  if (name === "type" || name === "query") {
    const { queues } = await (await connect()).queues.listPage();
    return [...queues.map(({ type }): Candidate => [type, "type"]), ...fixed];
  }
  if (name === "operation") {
    const { operations } = await (await connect()).operations.listPage();
    return operations.map(({ id, action, state }): Candidate => [id, `${action} ${state}`]);
  }
  if (name === "worker") {
    const { workers } = await (await connect()).workers.listPage();
    return workers.map(({ workerId, types }): Candidate => [workerId, types.join(",")]);
  }
  if (name === "schedule") {
    const { schedules } = await (await connect()).schedules.listPage();
    return schedules.map(({ name: schedule, state }): Candidate => [schedule, state]);
  }
  if (name === "workflow") {
    const { workflows } = await (await connect()).workflows.listPage();
    return workflows.map(
      ({ name: workflow, version }): Candidate => [workflow, `version ${version}`],
    );
  }
  if (name === "run") {
    const { runs } = await (await connect()).workflows.listRuns({ pageSize: JOBS });
    return runs.map(({ id, workflow, status }): Candidate => [id, `${workflow} ${status}`]);
  }
  if (name !== "id") return fixed;
  const statuses = STATUSES[path];
  const { jobs } = await (await connect()).listPage({ statuses, pageSize: JOBS, reversed: true });
  return jobs.map(({ id, type, status }): Candidate => [id, `${type} ${status}`]);
}
