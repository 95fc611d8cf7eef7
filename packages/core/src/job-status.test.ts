import { describe, expect, test } from "vitest";
import {
  canMove,
  FINAL_STATUSES,
  GONE,
  isFinal,
  JOB_MOVES,
  JOB_STATUSES,
  PROMOTED_STATUSES,
  statusesThatMay,
  TIMED_STATUSES,
  TRANSITIONS,
} from "./job-status.ts";

/** What a job may begin as. */
const BEGINNINGS = ["PENDING", "SCHEDULED", "BLOCKED"] as const;

const targets = (status: (typeof JOB_STATUSES)[number]) =>
  Object.values(TRANSITIONS[status]).flat();

describe("the transition table", () => {
  test("has a row for every status, and only known moves and statuses", () => {
    expect(Object.keys(TRANSITIONS)).toEqual([...JOB_STATUSES]);
    for (const status of JOB_STATUSES) {
      for (const [move, to] of Object.entries(TRANSITIONS[status])) {
        expect(JOB_MOVES).toContain(move);
        expect(to.length).toBeGreaterThan(0);
        for (const target of to) expect([...JOB_STATUSES, GONE]).toContain(target);
      }
    }
  });

  test("uses every move, and reaches every status from the beginnings", () => {
    const moves = JOB_STATUSES.flatMap((status) => Object.keys(TRANSITIONS[status]));
    expect(new Set(moves)).toEqual(new Set(JOB_MOVES));
    const reached = new Set<string>(BEGINNINGS);
    for (const status of reached) {
      if (status === GONE) continue;
      for (const target of targets(status as (typeof JOB_STATUSES)[number])) reached.add(target);
    }
    expect(reached).toEqual(new Set([...JOB_STATUSES, GONE]));
  });

  test("leaves no job without a way to its end, and none in two hands", () => {
    for (const status of JOB_STATUSES) {
      expect(canMove(status, "cancel") || isFinal(status)).toBe(true);
      // Only RUNNING belongs to a worker, and only a lease leads there.
      for (const [move, to] of Object.entries(TRANSITIONS[status])) {
        if (to.includes("RUNNING") && status !== "RUNNING") expect(move).toBe("lease");
      }
    }
    for (const move of ["complete", "fail", "snooze", "release", "rescue"] as const) {
      expect(JOB_STATUSES.filter((status) => canMove(status, move))).toEqual(["RUNNING"]);
    }
  });

  test("a finished job moves only by an operator's hand", () => {
    expect(JOB_STATUSES.filter(isFinal)).toEqual([...FINAL_STATUSES]);
    for (const status of FINAL_STATUSES) {
      expect(Object.keys(TRANSITIONS[status])).toEqual(["redrive", "delete"]);
    }
  });

  test("tells sets of statuses", () => {
    expect(statusesThatMay("redrive")).toEqual([...FINAL_STATUSES]);
    expect(statusesThatMay("lease")).toEqual(["PENDING"]);
    expect(PROMOTED_STATUSES).toEqual(["SCHEDULED", "RETRYING"]);
    // A pending job waits for a worker, and a blocked one for other jobs, whatever the time.
    const timeless = ["PENDING", "BLOCKED"];
    expect(TIMED_STATUSES).toEqual(JOB_STATUSES.filter((status) => !timeless.includes(status)));
  });
});
