import { afterAll, beforeAll, expect, it } from "vitest";
import { ATTACKS } from "./attacks.ts";
import { Target } from "./target.ts";

const SCALE = { connections: 4, calls: 60, floodMs: 300 };

let target: Target;

beforeAll(async () => {
  target = await Target.open();
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
});

it.each(ATTACKS)("a good client is served in spite of $name", async (attack) => {
  const { before, during, after } = await target.measure(attack, SCALE);
  for (const { answers, errors } of [before, during, after]) {
    expect(errors).toEqual([]);
    expect(answers).toBeGreaterThan(0);
  }
});
