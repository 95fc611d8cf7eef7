import { errorGroupId, errorPattern } from "./error-group.ts";
import type { ErrorGroup, ErrorGroupPage } from "./error-store.ts";
import type { Job } from "./job.ts";

const MAX_GROUPS = 200;
const SAMPLE_CHARACTERS = 1_024;

type Draft = { -readonly [Field in keyof Omit<ErrorGroup, "id">]: ErrorGroup[Field] };

/** Groups the latest errors of jobs. */
export class ErrorGrouping {
  readonly #groups = new Map<string, Draft>();
  #lookedAt = 0;

  get lookedAt(): number {
    return this.#lookedAt;
  }

  add({ id, type, status, errors }: Job): void {
    this.#lookedAt++;
    const latest = errors.at(-1);
    if (latest === undefined) return;
    const pattern = errorPattern(latest);
    const key = JSON.stringify([type, pattern.message, pattern.frame]);
    const known = this.#groups.get(key);
    const group = known ?? {
      ...{ type, ...pattern, failed: 0, retrying: 0 },
      ...{ firstSeenAt: latest.at, lastSeenAt: latest.at, sampleJobId: id, sampleMessage: "" },
    };
    if (known === undefined) this.#groups.set(key, group);
    if (status === "FAILED") group.failed++;
    else group.retrying++;
    group.firstSeenAt = Math.min(group.firstSeenAt, latest.at);
    if (latest.at < group.lastSeenAt && known !== undefined) return;
    group.lastSeenAt = latest.at;
    group.sampleJobId = id;
    group.sampleMessage = latest.message.slice(0, SAMPLE_CHARACTERS).toWellFormed();
  }

  result(): Pick<ErrorGroupPage, "groups" | "otherJobs" | "lookedAt"> {
    const jobsOf = ({ failed, retrying }: Draft) => failed + retrying;
    const all = [...this.#groups.values()].sort(
      (one, other) => jobsOf(other) - jobsOf(one) || other.lastSeenAt - one.lastSeenAt,
    );
    const shown = all.slice(0, MAX_GROUPS);
    const groups = shown.map((group) => ({ id: errorGroupId(group.type, group), ...group }));
    const otherJobs = all.slice(MAX_GROUPS).reduce((sum, group) => sum + jobsOf(group), 0);
    return { groups, otherJobs, lookedAt: this.#lookedAt };
  }
}
