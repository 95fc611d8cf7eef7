import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Campaign } from "./campaign.ts";
import { ENGINES } from "./engines.ts";
import { FAULTS } from "./fault.ts";

const TIMES = 1;
const JOBS = 30;

describe.for(ENGINES)("under load on $name", (kind) => {
  let campaign: Campaign | undefined;

  beforeAll(async () => {
    if (kind.missing === undefined) campaign = await Campaign.open(kind);
  });

  afterAll(() => campaign?.[Symbol.asyncDispose]());

  test.for(FAULTS.map((fault) => [fault.name("the engine"), fault] as const))(
    "nothing is lost or settled twice when %s",
    async ([, fault], context) => {
      if (campaign === undefined) return context.skip(kind.missing);
      const toll = await campaign.suffer(fault, TIMES, JOBS);
      expect(toll).toMatchObject({ lost: 0, settledTwice: 0 });
      expect(toll.jobs).toBeGreaterThanOrEqual(2 * JOBS);
    },
  );
});
