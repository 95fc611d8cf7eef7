import { DEFAULT_LIMITS, newJob, type PlannedJob, planJob } from "@millrace/core";
import { expect, test } from "vitest";
import { enqueueResults } from "./enqueue-results.ts";
import { UNREPLICATED } from "./unreplicated.ts";

const plan = (idempotencyKey?: string): PlannedJob => {
  const request = { type: "task", ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
  const planned = planJob(request, DEFAULT_LIMITS, UNREPLICATED);
  if (planned instanceof Error) throw planned;
  return planned;
};

test("a repeat does not report a job with a key that the lost call may not have made", async () => {
  const jobs = [plan("made"), plan("left out"), plan()];
  const ids = ["0-a", "0-b", "0-c"];
  const now = 1;
  const made = newJob((jobs[0] as PlannedJob).spec, "0-a", now);
  const stored = new Map([["0-a", { job: made, token: 0, place: "1", unreadable: [] }]]);
  const answer = { now, notMade: [{ kind: "REPEAT" }] } as const;
  expect(await enqueueResults(jobs, ids, answer, async () => stored)).toMatchObject([
    { job: { id: "0-a" }, created: true },
    { error: { code: "UNAVAILABLE", message: expect.stringContaining("unknown") } },
    // Without a key it has been made, and deleted since.
    { job: { id: "0-c" }, created: true },
  ]);
});
