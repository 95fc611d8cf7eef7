import type { JobOptions } from "@millrace/client";
import type { JobQuery } from "@millrace/core";
import { expect, test } from "vitest";
import { client, enqueue, type, UNKNOWN_ID } from "./parity-place.ts";

/** How a client tells what is refused. */
export function refusalParity(): void {
  test("what is refused is refused in the client's words", async () => {
    const options = { maxAttempts: 0, priority: "5" as never, idempotencyKey: "" };
    const backoff = { initial: "1000d" as const };
    const refused = client.enqueue(type, 1, { ...options, delay: "20000d", backoff });
    await expect(refused).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      httpStatus: 400,
      message:
        'cannot enqueue: delay must be a whole number from 0 to 315619200000 ms, but is 1728000000000; priority must be a whole number from 0 to 100, but is "5"; maxAttempts must be a whole number from 1 to 1000, but is 0; idempotencyKey must not be empty; backoff.initial must be a whole number from 0 to 31536000000 ms, but is 86400000000',
      violations: [
        { field: "delay" },
        { field: "priority" },
        { field: "maxAttempts" },
        { field: "idempotencyKey" },
        { field: "backoff.initial" },
      ],
    });
  });

  const NO_JOB = `no job ${UNKNOWN_ID}: it never existed, was deleted, or its retention has ended`;
  const notFound = { code: "NOT_FOUND", httpStatus: 404, message: NO_JOB, violations: [] };
  const malformedId = {
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining('"nonsense"'),
    violations: [{ field: "id" }],
  };
  const malformed = (field: string, message: string) => ({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(message),
    violations: [{ field }],
  });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      "a payload over the limit",
      () => client.enqueue(type, new Uint8Array(1_048_577)),
      {
        code: "RESOURCE_EXHAUSTED",
        httpStatus: 429,
        message:
          "cannot enqueue: payload has 1048577 bytes, over the limit of 1048576 bytes; send less or raise the limit",
        violations: [{ field: "payload" }],
      },
    ],
    [
      "a malformed type",
      () => client.enqueue("a b"),
      malformed("type", "cannot enqueue: type must be 1 to 128 letters"),
    ],
    [
      "an unknown option",
      () => client.enqueue(type, 1, { delayMs: 5 } as JobOptions),
      malformed("delayMs", "(did you mean delay?)"),
    ],
    [
      "two due times",
      () => client.enqueue(type, 1, { delay: 1, runAt: 1 }),
      malformed("runAt", "cannot enqueue: runAt excludes a delay; give one of them"),
    ],
    ["get of an unknown job", () => client.get(UNKNOWN_ID), notFound],
    ["cancel of an unknown job", () => client.cancel(UNKNOWN_ID), notFound],
    ["retry of an unknown job", () => client.retry(UNKNOWN_ID), notFound],
    ["delete of an unknown job", () => client.delete(UNKNOWN_ID), notFound],
    ["watch of an unknown job", () => client.watch({ id: UNKNOWN_ID }).next(), notFound],
    ["waitFor of an unknown job", () => client.waitFor(UNKNOWN_ID), notFound],
    ["get of a malformed id", () => client.get("nonsense"), malformedId],
    ["cancel of a malformed id", () => client.cancel("nonsense"), malformedId],
    ["retry of a malformed id", () => client.retry("nonsense"), malformedId],
    ["delete of a malformed id", () => client.delete("nonsense"), malformedId],
    ["watch of a malformed id", () => client.watch({ id: "nonsense" }).next(), malformedId],
    ["waitFor of a malformed id", () => client.waitFor("nonsense"), malformedId],
    [
      "get of no id",
      () => client.get(""),
      malformed("id", "cannot name a job: id must not be empty"),
    ],
    [
      "get of a number",
      () => client.get(5 as never),
      malformed("id", "cannot name a job: id must be a string, but is 5"),
    ],
    [
      "cancel for a long reason",
      () => client.cancel(UNKNOWN_ID, "x".repeat(1_025)),
      malformed("reason", "cannot cancel: reason must have at most 1024 bytes, but has 1025"),
    ],
    [
      "listPage with a misspelt filter",
      () => client.listPage({ type, status: "FAILED" } as JobQuery),
      malformed("status", "cannot list jobs: status is no field of a query of jobs"),
    ],
    [
      "listPage of a malformed token",
      () => client.listPage({ type, pageToken: "nonsense" }),
      malformed("pageToken", "pageToken"),
    ],
    [
      "a watch after no sequence",
      () => client.watch({ id: UNKNOWN_ID, afterSequence: -1 }).next(),
      malformed("afterSequence", "cannot watch: afterSequence must be a whole number from 0"),
    ],
  ])("%s is refused alike", async (_, call, error) => {
    await expect(call()).rejects.toMatchObject({ name: "MillraceError", ...error });
  });

  test("a page token of another query is refused", async () => {
    await client.enqueueMany([{ type }, { type }]);
    const { nextPageToken } = await client.listPage({ type, pageSize: 1 });
    const other = client.listPage({ type, statuses: ["FAILED"], pageToken: nextPageToken });
    await expect(other).rejects.toMatchObject(malformed("pageToken", "cannot list jobs: "));
  });

  test("a job that waits cannot be run again", async () => {
    const id = await enqueue();
    await expect(client.retry(id)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot retry job ${id}: it is PENDING`),
      violations: [],
    });
  });

  test("workflows.validate tells each place that is wrong, and refuses nothing", async () => {
    const faults = async (definition: unknown) =>
      (await client.workflows.validate(definition)).map(
        (each) => `${each.field} ${each.description}`,
      );
    const order = (steps: unknown) => ({ name: "order", schema: 1, steps });
    const wrong = order({ a: { type: "x", after: ["b"] }, b: { type: "x", when: "1 +", prio: 1 } });
    expect(await faults(order({ a: { type: "x" } }))).toEqual([]);
    expect(await faults(wrong)).toEqual([
      expect.stringMatching(/^steps\.b\.prio is no field of a step/),
      "steps.b.when is no expression: at character 3: found + but expecting end of input",
    ]);
    expect(await faults(null)).toEqual([
      "definition must be an object with fields of a workflow, but is null",
    ]);
    expect(await faults({ n: 1n })).toEqual([expect.stringMatching(/must be JSON: .*BigInt/)]);
  });
}
