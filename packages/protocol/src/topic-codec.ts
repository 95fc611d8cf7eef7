import {
  type Collection,
  type CursoredTopic,
  checkTopics,
  FieldCheck,
  type JobCount,
  type TopicChange,
} from "@millrace/core";
import { decodeItemError, encodeItemError } from "./error-codec.ts";
import {
  Collection as WireCollection,
  type JobCount as WireJobCount,
  type SubscribeRequest as WireSubscribeRequest,
  type SubscribeResponse as WireSubscribeResponse,
  type Topic as WireTopic,
} from "./gen/millrace/v1/watch_service_pb.ts";
import { decodeJobFilter, encodeJobFilter } from "./job-filter-codec.ts";
import { namesOf } from "./names-of.ts";
import { decodeOperation, encodeOperation } from "./operation-codec.ts";
import { decodeQueue, encodeQueue } from "./queue-codec.ts";
import { decodeSchedule, encodeSchedule } from "./schedule-codec.ts";
import { decodeView, encodeView } from "./view-codec.ts";
import { decodeJobEvent, encodeJobEvent } from "./watch-codec.ts";
import { decodeWorker, encodeWorker } from "./worker-codec.ts";

const WIRE_COLLECTION: { readonly [All in Collection]: WireCollection } = {
  QUEUES: WireCollection.QUEUES,
  WORKERS: WireCollection.WORKERS,
  OPERATIONS: WireCollection.OPERATIONS,
  SCHEDULES: WireCollection.SCHEDULES,
};
const COLLECTION = /*@__PURE__*/ namesOf(WIRE_COLLECTION);

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeTopics(topics: readonly CursoredTopic[]): WireSubscribeRequest {
  checkTopics(topics);
  return {
    $typeName: "millrace.v1.SubscribeRequest",
    topics: topics.map((topic) => ({
      $typeName: "millrace.v1.Topic",
      subject: encodeSubject(topic),
      view: encodeView("job" in topic ? topic.view : undefined),
      cursor: topic.cursor ?? "",
    })),
  };
}

function encodeSubject(topic: CursoredTopic): WireTopic["subject"] {
  if ("all" in topic) return { case: "all", value: WIRE_COLLECTION[topic.all] };
  if ("queue" in topic) return { case: "queue", value: topic.queue };
  if ("job" in topic) return { case: "job", value: topic.job };
  const filter = encodeJobFilter(topic.jobs);
  return { case: "jobs", value: { $typeName: "millrace.v1.JobFilter", ...filter } };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function decodeTopics(wire: WireSubscribeRequest): CursoredTopic[] {
  const check = new FieldCheck();
  const topics = wire.topics.map((topic, place) => ({
    ...decodeSubject(check, topic, `topics[${place}].`),
    ...(topic.cursor !== "" && { cursor: topic.cursor }),
  })) as CursoredTopic[];
  check.throwIfInvalid("cannot subscribe");
  checkTopics(topics);
  return topics;
}

/** What has no subject is left to the check of topics. */
function decodeSubject(check: FieldCheck, { subject, view }: WireTopic, at: string): object {
  const decodedView = decodeView(view);
  const asked = decodedView === undefined ? {} : { view: decodedView };
  switch (subject.case) {
    case "all":
      return { all: COLLECTION.get(subject.value) ?? String(subject.value), ...asked };
    case "jobs":
      return { jobs: decodeJobFilter(check, subject.value, `${at}jobs.`), ...asked };
    case "queue":
      return { queue: subject.value, ...asked };
    case "job":
      return { job: subject.value, ...asked };
    default:
      return asked;
  }
}

export function encodeTopicChange(change: TopicChange): WireSubscribeResponse {
  const { topic, cursor, snapshot, removed, more, jobs, job, error } = change;
  return {
    $typeName: "millrace.v1.SubscribeResponse",
    ...{ topic, cursor, snapshot, more },
    removed: [...removed],
    queues: change.queues.map(encodeQueue),
    workers: change.workers.map(encodeWorker),
    operations: change.operations.map(encodeOperation),
    schedules: change.schedules.map(encodeSchedule),
    jobs: jobs && encodeJobCount(jobs),
    job: job && encodeJobEvent(job),
    error: error && encodeItemError(error),
  };
}

export const SIGN_OF_LIFE: WireSubscribeResponse = /*@__PURE__*/ encodeTopicChange({
  ...{ topic: 0, cursor: "", snapshot: false, more: false },
  ...{ queues: [], workers: [], operations: [], schedules: [], removed: [] },
});

/** Undefined for a sign of life. */
export function decodeTopicChange(wire: WireSubscribeResponse): TopicChange | undefined {
  const { topic, cursor, snapshot, removed, more, jobs, job, error } = wire;
  if (cursor === "" && error === undefined) return undefined;
  return {
    ...{ topic, cursor, snapshot, removed, more },
    queues: wire.queues.map(decodeQueue),
    workers: wire.workers.map(decodeWorker),
    operations: wire.operations.map(decodeOperation),
    schedules: wire.schedules.map(decodeSchedule),
    ...(jobs && { jobs: { jobs: jobs.jobs, more: jobs.more } }),
    ...(job && { job: decodeJobEvent(job) }),
    ...(error && { error: decodeItemError(error) }),
  };
}

const MAX_UINT32 = 4_294_967_295;

function encodeJobCount({ jobs, more }: JobCount): WireJobCount {
  return {
    $typeName: "millrace.v1.JobCount",
    jobs: Math.min(jobs, MAX_UINT32),
    more: more || jobs > MAX_UINT32,
  };
}
