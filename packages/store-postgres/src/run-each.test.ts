import { expect, test, vi } from "vitest";
import { held } from "./postgres-fault.ts";
import { runEach } from "./run-each.ts";

const HELD = held(Object.assign(new Error("lock"), { code: "55P03", severity: "ERROR" }));

/** Sends jobs of which some are held: a statement with any of those fails. */
function sendingUnless(isHeld: (id: string) => boolean) {
  return vi.fn(async (ids: readonly string[]) => {
    if (ids.some(isHeld)) throw HELD;
    return ids.map((id) => `sent ${id}`);
  });
}

test("a job that comes free in time is sent, and none of the others is sent again", async () => {
  const held = new Set(["b"]);
  const send = sendingUnless((id) => held.has(id));
  const findHeld = vi.fn(async () => {
    const found = new Set(held);
    held.clear();
    return found;
  });
  expect(await runEach(["a", "b", "c"], send, { idOf: (id) => id, findHeld })).toEqual([
    "sent a",
    "sent b",
    "sent c",
  ]);
  expect(findHeld).toHaveBeenCalledTimes(2);
  const answered = send.mock.settledResults.flatMap(({ type, value }) =>
    type === "fulfilled" ? value : [],
  );
  expect(answered.sort()).toEqual(["sent a", "sent b", "sent c"]);
});
