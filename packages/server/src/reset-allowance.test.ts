import { describe, expect, test } from "vitest";
import { ResetAllowance } from "./reset-allowance.ts";

const MANY = { streamResetBurst: 3_000, streamResetRate: 3_000 };
const FEW = { streamResetBurst: 100, streamResetRate: 100 };

describe("what a new connection may reset", () => {
  test("is much while there are few resets in a second", () => {
    let now = 0;
    const allowance = new ResetAllowance({ now: () => now });
    for (let reset = 0; reset < 30_000; reset++) {
      now += 0.34;
      allowance.note();
    }
    expect(allowance.ofNewConnection()).toEqual(MANY);
  });

  test("is little from the reset that is too many until 10 s after the last of those", () => {
    let now = 50;
    const allowance = new ResetAllowance({ now: () => now });
    for (let reset = 0; reset < 3_000; reset++) allowance.note();
    expect(allowance.ofNewConnection()).toEqual(MANY);
    allowance.note();
    expect(allowance.ofNewConnection()).toEqual(FEW);
    now += 900;
    allowance.note();
    now += 9_999;
    expect(allowance.ofNewConnection()).toEqual(FEW);
    now += 1;
    expect(allowance.ofNewConnection()).toEqual(MANY);
  });
});
