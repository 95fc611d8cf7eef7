import {
  type Job,
  JobView,
  MillraceError,
  type Queue,
  queueCounts,
  type TopicChange,
} from "@millrace/core";
import { expect, test } from "vitest";
import { TopicMirror } from "./topic-state.ts";

function queue(type: string, pending: number, oldestAgeMs = 0): Queue {
  const activity = {
    ...{ enqueuedPerSecond: 0, completedPerSecond: 0, failedPerSecond: 0, retriedPerSecond: 0 },
  };
  const count = { jobs: pending, more: false, oldestAgeMs };
  return { ...queueCounts(type, [["PENDING", count]]), workers: 0, activity };
}

function change(part: Partial<TopicChange>): TopicChange {
  return {
    ...{ topic: 0, cursor: "c", snapshot: false, more: false, removed: [] },
    ...{ queues: [], workers: [], operations: [], schedules: [] },
    ...part,
  };
}

const view = (job: Job) => new JobView(job);
const types = (state: unknown) => (state as { queues: Queue[] }).queues.map(({ type }) => type);

test("changes come to what was told before, in order, and a snapshot takes its place", () => {
  const mirror = new TopicMirror({ all: "QUEUES" }, view);
  const [a, b, c] = [queue("a", 1), queue("b", 1), queue("c", 1)];
  expect(types(mirror.change(change({ snapshot: true, queues: [a, c] }), 0))).toEqual(["a", "c"]);
  expect(types(mirror.change(change({ queues: [b] }), 0))).toEqual(["a", "b", "c"]);
  expect(types(mirror.change(change({ removed: ["a"] }), 0))).toEqual(["b", "c"]);
  expect(mirror.change(change({ snapshot: true, queues: [a], more: true }), 0)).toMatchObject({
    queues: [{ type: "a" }],
    more: true,
  });
});

test("ages grow while nothing else is told of a queue", () => {
  const mirror = new TopicMirror({ all: "QUEUES" }, view);
  mirror.change(change({ snapshot: true, queues: [queue("a", 1, 500), queue("b", 1)] }), 1_000);
  const later = mirror.change(change({ queues: [queue("b", 2, 70)] }), 4_000);
  expect(later).toMatchObject({
    queues: [
      { type: "a", counts: { PENDING: { jobs: 1, oldestAgeMs: 3_500 } } },
      { type: "b", counts: { PENDING: { jobs: 2, oldestAgeMs: 70 } } },
    ],
  });
});

test("after an error the topic is told as it stands, also when nothing has changed", () => {
  const error = new MillraceError("UNAVAILABLE", "the store is down");
  for (const [topic, told] of [
    [{ all: "QUEUES" }, { queues: [queue("a", 1)] }],
    [{ queue: "a" }, { queues: [queue("a", 1)] }],
    [{ jobs: {} }, { jobs: { jobs: 7, more: false } }],
  ] as const) {
    const mirror = new TopicMirror(topic, view);
    expect(mirror.change(change({ cursor: "", error }), 0)).toEqual({ kind: "error", error });
    const state = mirror.change(change({ snapshot: true, ...told }), 0);
    expect(mirror.change(change({ error }), 0)).toEqual({ kind: "error", error });
    expect(mirror.change(change({}), 0)).toEqual(state);
  }
});
