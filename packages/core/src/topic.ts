import { JOB_VIEW_KINDS, type JobViewKind } from "./basic-job.ts";
import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { isJobId } from "./job-id.ts";
import { checkJobFilter, JOB_FILTER_FIELDS, type JobFilter } from "./job-query.ts";
import type { JobEvent } from "./job-store.ts";
import { checkType } from "./job-type.ts";
import type { MillraceError } from "./millrace-error.ts";
import type { Operation } from "./operation.ts";
import type { Queue, StatusCount } from "./queue-store.ts";
import type { Schedule } from "./schedule.ts";
import type { LiveWorker } from "./worker-store.ts";

/** All that there is of a kind, up to 1,000 (of operations the latest 100). */
export const COLLECTIONS = ["QUEUES", "WORKERS", "OPERATIONS", "SCHEDULES"] as const;

export type Collection = (typeof COLLECTIONS)[number];

/** Something that can be watched, as long as one likes. */
export type Topic =
  /** All queues, workers, operations or schedules. */
  | { readonly all: Collection }
  /** The queue of a type. */
  | { readonly queue: string }
  /**
   * How many jobs match: by types and statuses alone as queues tell of them; by all else among the first
   * 10,000 that are looked at.
   */
  | { readonly jobs: JobFilter }
  /** A job, until it is final. `view` defaults to `FULL`. */
  | { readonly job: string; readonly view?: JobViewKind | undefined };

/** A topic, and where to go on with it. */
export type CursoredTopic = Topic & {
  /** The latest cursor of the topic. Defaults to the start. */
  readonly cursor?: string | undefined;
};

/** How many jobs match a filter: at least so many, when there may be `more`. */
export type JobCount = Pick<StatusCount, "jobs" | "more">;

/** What has changed of a topic. */
export interface TopicChange {
  /** Its place among the topics that were asked for. */
  readonly topic: number;
  /** Where to go on. */
  readonly cursor: string;
  /** Whether this is all of the topic; otherwise what is not named here is as before. */
  readonly snapshot: boolean;
  /** Those that are new or have changed. Ages are those of now, and grow by themselves. */
  readonly queues: readonly Queue[];
  readonly workers: readonly LiveWorker[];
  readonly operations: readonly Operation[];
  readonly schedules: readonly Schedule[];
  /** The types, worker ids, operation ids or names of those that are gone. */
  readonly removed: readonly string[];
  /** Whether there are more than the topic shows. */
  readonly more: boolean;
  readonly jobs?: JobCount | undefined;
  readonly job?: JobEvent | undefined;
  /** Why the topic cannot be told now. `NOT_FOUND` is its end. */
  readonly error?: MillraceError | undefined;
}

/** How many topics one stream has at most. */
export const MAX_TOPICS = 32;

const SUBJECTS = ["all", "queue", "jobs", "job"] as const;

const FIELDS: FieldNames<Record<"all" | "queue" | "jobs" | "job" | "view" | "cursor", unknown>> = {
  all: true,
  queue: true,
  jobs: true,
  job: true,
  view: true,
  cursor: true,
};

const CURSOR_BYTES = 64;

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkTopics(topics: readonly CursoredTopic[]): void {
  const check = new FieldCheck();
  if (check.list("topics", topics, 1, MAX_TOPICS)) {
    topics.forEach((topic, place) => {
      checkTopic(check, topic, `topics[${place}]`);
    });
  }
  check.throwIfInvalid("cannot subscribe");
}

function checkTopic(check: FieldCheck, topic: CursoredTopic, at: string): void {
  if (!check.only(topic, FIELDS, "a topic", at)) return;
  const given = SUBJECTS.filter((subject) => subject in topic);
  if (given.length !== 1) {
    const but = given.length === 0 ? "none" : given.join(" and ");
    check.invalid(at, `must have one of ${SUBJECTS.join(", ")}, but has ${but}`);
    return;
  }
  if ("view" in topic && topic.view !== undefined) {
    check.oneOf(`${at}.view`, topic.view, JOB_VIEW_KINDS);
  }
  if (topic.cursor !== undefined) check.text(`${at}.cursor`, topic.cursor, CURSOR_BYTES);
  if ("all" in topic) check.oneOf(`${at}.all`, topic.all, COLLECTIONS);
  else if ("queue" in topic) checkType(check, `${at}.queue`, topic.queue);
  else if ("job" in topic) {
    if (!isJobId(topic.job)) {
      check.invalid(`${at}.job`, `must be the id of a job, but is ${shown(topic.job)}`);
    }
  } else if (check.only(topic.jobs, JOB_FILTER_FIELDS, "a filter of jobs", `${at}.jobs`)) {
    checkJobFilter(check, topic.jobs, `${at}.jobs.`);
  }
}
