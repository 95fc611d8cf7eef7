import { createClient, createRouterTransport } from "@connectrpc/connect";
import { DEFAULT_LIMITS, MillraceError, type Settlement } from "@millrace/core";
import { encodeError, encodeSettleResult, WorkerService } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { Connection } from "./connection.ts";
import { RemoteSettler } from "./remote-settler.ts";

interface SettleCall {
  readonly jobIds: string[];
  readonly resend: boolean;
}

/** Settles whatever it is asked to, after failing as often as it is told to. */
class FakeServer {
  readonly calls: SettleCall[] = [];
  failures: MillraceError[] = [];
  /** The error of a whole call. */
  refuse: (jobIds: readonly string[]) => MillraceError | undefined = () => undefined;
  /** Ids whose lease is lost. */
  readonly lost = new Set<string>();
  readonly connection: Connection;
  readonly settler: RemoteSettler;
  onCall: () => void = () => {};

  constructor() {
    const transport = createRouterTransport(({ service }) => {
      service(WorkerService, {
        settle: ({ items, resend }) => {
          this.calls.push({ jobIds: items.map(({ jobId }) => jobId), resend });
          this.onCall();
          const failure = this.failures.shift() ?? this.refuse(items.map(({ jobId }) => jobId));
          if (failure !== undefined) throw encodeError(failure);
          const results = items.map(({ jobId }) => this.#settle(jobId));
          return { results: results.map(encodeSettleResult) };
        },
      });
    });
    this.connection = new Connection({ transport });
    this.settler = new RemoteSettler({
      connection: this.connection,
      worker: createClient(WorkerService, this.connection.transport),
      askLimits: async () => ({ ...DEFAULT_LIMITS, messageBytes: 1024 * 1024 }),
    });
  }

  #settle(jobId: string) {
    if (!this.lost.has(jobId)) return { status: "COMPLETED" as const };
    return { error: new MillraceError("LEASE_LOST", `the lease on ${jobId} is lost`) };
  }
}

const completed = (jobId: string, resultBytes = 0): Settlement => ({
  jobId,
  token: 1,
  outcome: { kind: "completed", result: new Uint8Array(resultBytes) },
});

const plan = { resend: false, patienceMs: 10_000 };
const unavailable = () => new MillraceError("UNAVAILABLE", "no answer");

describe("a settle", () => {
  test("gives each item its own result, in order", async () => {
    const server = new FakeServer();
    server.lost.add("b");
    const malformed = { ...completed("c"), outcome: { kind: "snoozed" as const, delayMs: -1 } };
    const items = [completed("a"), malformed, completed("b"), completed("d")];
    expect(await server.settler.settle(items, plan)).toMatchObject([
      { status: "COMPLETED" },
      { error: { code: "INVALID_ARGUMENT" } },
      { error: { code: "LEASE_LOST" } },
      { status: "COMPLETED" },
    ]);
    expect(server.calls).toEqual([{ jobIds: ["a", "b", "d"], resend: false }]);
  });

  test("of nothing makes no call", async () => {
    const server = new FakeServer();
    expect(await server.settler.settle([], plan)).toEqual([]);
    expect(server.calls).toEqual([]);
  });

  test("refuses an item without a name, or with a result that is none, by itself", async () => {
    const server = new FakeServer();
    const nameless = { ...completed("a"), jobId: 5 as never };
    const text = { kind: "completed", result: "text" as never } as const;
    const items = [nameless, { ...completed("b"), outcome: text }, completed("c")];
    expect(await server.settler.settle(items, plan)).toMatchObject([
      { error: { code: "INVALID_ARGUMENT" } },
      { error: { code: "INVALID_ARGUMENT" } },
      { status: "COMPLETED" },
    ]);
  });

  test("is split so that no call is over what a server accepts", async () => {
    const server = new FakeServer();
    const many = Array.from({ length: 1_500 }, (_, i) => completed(`small-${i}`));
    const large = Array.from({ length: 7 }, (_, i) => completed(`large-${i}`, 1024 * 1024));
    const results = await server.settler.settle([...many, ...large], plan);
    expect(results).toHaveLength(1_507);
    expect(server.calls.map(({ jobIds }) => jobIds.length)).toEqual([1_000, 503, 3, 1]);
  });
});

describe("a settle without an answer", () => {
  test("is sent again, as resend, until the answer comes", async () => {
    const server = new FakeServer();
    server.failures = [unavailable(), unavailable()];
    expect(await server.settler.settle([completed("a")], plan)).toEqual([{ status: "COMPLETED" }]);
    expect(server.calls.map(({ resend }) => resend)).toEqual([false, true, true]);
  });

  test("that is a resend itself stays one", async () => {
    const server = new FakeServer();
    await server.settler.settle([completed("a")], { ...plan, resend: true });
    expect(server.calls.map(({ resend }) => resend)).toEqual([true]);
  });

  test("is unavailable once its patience ends", async () => {
    const server = new FakeServer();
    server.failures = Array.from({ length: 1_000 }, unavailable);
    const settled = server.settler.settle([completed("a")], { resend: false, patienceMs: 60 });
    await expect(settled).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(server.calls.length).toBeGreaterThan(1);
  });

  test("ends when the source is closed", async () => {
    const server = new FakeServer();
    server.failures = Array.from({ length: 1_000 }, unavailable);
    server.onCall = () => server.connection.close();
    const settled = server.settler.settle([completed("a")], plan);
    await expect(settled).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(server.calls).toHaveLength(1);
  });
});

test("an error that a further try cannot mend is thrown at once", async () => {
  const server = new FakeServer();
  server.failures = [new MillraceError("FAILED_PRECONDITION", "not now")];
  await expect(server.settler.settle([completed("a")], plan)).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
  });
  expect(server.calls).toHaveLength(1);
});

test.each(["RESOURCE_EXHAUSTED", "INVALID_ARGUMENT"] as const)(
  "an item for which a call is refused with %s is refused alone",
  async (code) => {
    const server = new FakeServer();
    server.refuse = (ids) => (ids.includes("c") ? new MillraceError(code, "c is odd") : undefined);
    const items = ["a", "b", "c", "d", "e"].map((id) => completed(id, 900_000));
    const results = await server.settler.settle(items, plan);
    expect(
      results.map((result) => ("status" in result ? result.status : result.error.code)),
    ).toEqual(["COMPLETED", "COMPLETED", code, "COMPLETED", "COMPLETED"]);
  },
);
