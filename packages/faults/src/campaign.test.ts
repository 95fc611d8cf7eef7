import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Campaign } from "./campaign.ts";
import type { Engine } from "./engine.ts";
import { ENGINES } from "./engines.ts";

const TIMES = 1;
const JOBS = 30;
// Longer than a campaign waits for anything, so that it can say what it has waited for.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.for(ENGINES)("under load on $name", (kind) => {
  let campaign: Campaign<Engine> | undefined;

  beforeAll(async () => {
    if (kind.missing === undefined) campaign = await Campaign.open(kind);
  });

  afterAll(() => campaign?.[Symbol.asyncDispose]());

  test.for(kind.faults.map((fault) => [fault.name(kind.what), fault] as const))(
    "no promise is broken when %s",
    async ([, fault], context) => {
      if (campaign === undefined) return context.skip(kind.missing);
      const audit = await campaign.run(fault, TIMES, JOBS);
      expect(audit.broken).toEqual([]);
      expect(audit.jobs).toBeGreaterThanOrEqual(2 * JOBS);
      expect(audit.underFlow).toBeGreaterThan(0);
      expect(audit.runs).toBeGreaterThan(0);
      // Nothing would be proved by jobs that no replica had.
      if (campaign.durability === "REPLICATED") {
        expect(audit.replicated).toBeGreaterThanOrEqual(JOBS);
      }
    },
  );

  test("schedules have fired each time once through all of it", async (context) => {
    if (campaign === undefined) return context.skip(kind.missing);
    const audit = await campaign.auditSchedules({ isCaughtUp: false });
    expect(audit.broken).toEqual([]);
    expect(audit.fired).toBeGreaterThan(0);
  });
});
