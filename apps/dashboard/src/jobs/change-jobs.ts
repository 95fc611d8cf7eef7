import { client } from "../api/client.ts";
import { plural } from "../format/numbers.ts";
import { refreshAll } from "../live/query-client.ts";
import { notices, reasonOf } from "../ui/notices.ts";

export type ChangeKind = "retry" | "cancel" | "delete";

const DONE = { retry: "retried", cancel: "cancelled", delete: "deleted" } as const;
/** So many calls at a time: a browser has no more connections. */
const AT_ONCE = 5;

/** Does something to jobs, one by one, and tells what has become of it. Resolves with how many were changed. */
export async function changeJobs(kind: ChangeKind, ids: readonly string[]): Promise<number> {
  const rest = [...ids];
  const errors: string[] = [];
  const work = async () => {
    for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
      try {
        await changeOne(kind, id);
      } catch (error) {
        errors.push(reasonOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const changed = ids.length - errors.length;
  if (changed > 0) notices.say("done", `${plural(changed, "job")} ${DONE[kind]}.`);
  if (errors.length > 0) {
    notices.say("failed", `${plural(errors.length, "job")} not ${DONE[kind]}: ${errors[0]}`);
  }
  await refreshAll(kind === "delete" ? ids : []);
  return changed;
}

async function changeOne(kind: ChangeKind, id: string): Promise<void> {
  if (kind === "retry") await client.retry(id);
  else if (kind === "cancel") await client.cancel(id, "cancelled in the dashboard");
  else await client.delete(id);
}
