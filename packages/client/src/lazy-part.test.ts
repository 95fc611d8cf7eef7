import { MillraceError } from "@millrace/core";
import { expect, test } from "vitest";
import { lazyPart } from "./lazy-part.ts";

class Counter {
  readonly #step: number;
  #sum = 0;

  constructor(step: number) {
    this.#step = step;
  }

  async add(times: number): Promise<number> {
    this.#sum += times * this.#step;
    return this.#sum;
  }

  async fail(): Promise<never> {
    throw new MillraceError("NOT_FOUND", "there is none");
  }
}

test("a part is loaded once, by its first call", async () => {
  let loads = 0;
  const part = lazyPart<Pick<Counter, "add" | "fail">>({ add: true, fail: true }, async () => {
    loads++;
    return new Counter(2);
  });
  expect(loads).toBe(0);
  expect(await Promise.all([part.add(1), part.add(2)])).toEqual([2, 6]);
  await expect(part.fail()).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(loads).toBe(1);
});

test("a part that cannot be loaded is the error of the call, and the next one tries again", async () => {
  const gone = new TypeError("Failed to fetch dynamically imported module: /assets/a.js");
  const loads = [Promise.reject(gone), Promise.resolve(new Counter(1))];
  const part = lazyPart<Pick<Counter, "add">>(
    { add: true },
    () => loads.shift() as Promise<Counter>,
  );
  const failed = part.add(1);
  await expect(failed).rejects.toBeInstanceOf(MillraceError);
  await expect(failed).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/a\.js; a page that is older/),
    cause: gone,
  });
  expect(await part.add(1)).toBe(1);
});
