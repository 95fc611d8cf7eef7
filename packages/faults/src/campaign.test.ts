import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Campaign } from "./campaign.ts";
import type { Engine } from "./engine.ts";
import { ENGINES } from "./engines.ts";

const TIMES = 1;
const JOBS = 30;

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
      const toll = await campaign.suffer(fault, TIMES, JOBS);
      expect(toll).toMatchObject({ broken: 0 });
      expect(toll.jobs).toBeGreaterThanOrEqual(2 * JOBS);
      // Nothing would be proved by jobs that no replica had.
      if (campaign.durability === "REPLICATED") {
        expect(toll.replicated).toBeGreaterThanOrEqual(JOBS);
      }
    },
  );
});
