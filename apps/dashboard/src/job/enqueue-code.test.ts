import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JobView } from "@millrace/client";
import { Client } from "@millrace/client";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueByCommand, enqueueByCurl, enqueueByProgram } from "./enqueue-code.ts";

const run = promisify(execFile);
const CONDITIONS = "--conditions=@millrace/source";
const CLI = join(import.meta.dirname, "../../../cli/src/main.ts");
const ENV = { ...process.env, NODE: process.execPath, NO_PROXY: "127.0.0.1" };

const store = new MemoryStore();
const client = new Client({ store });
const server = new MillraceServer(store, { version: "0.0.0-test" });
/** Beside this file, so that a program in it finds the client. */
const folder = mkdtempSync(join(import.meta.dirname, "code-"));
let url = "";

beforeAll(async () => {
  const { port } = await server.start(0, "127.0.0.1");
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop(0);
  await client.close();
  await store.close();
});

const shell = (text: string) =>
  run("sh", ["-c", `millrace() { "$NODE" ${CONDITIONS} ${CLI} "$@"; }\n${text}`], { env: ENV });

const FORMS = {
  curl: (job: JobView) => shell(enqueueByCurl(job, url)),
  command: (job: JobView) => shell(enqueueByCommand(job, url)),
  program: (job: JobView) => {
    const file = join(folder, `${job.id}.ts`);
    writeFileSync(file, enqueueByProgram(job, url));
    return run(process.execPath, [CONDITIONS, file], { env: ENV });
  },
};

const PAYLOADS = {
  json: { payload: { text: `it's "quoted" \\ $HOME \`id\`\n—`, list: [1.5, null, true] } },
  digits: {
    payload: new TextEncoder().encode('{"id": 9223372036854775808}'),
    contentType: "application/json",
  },
  text: { payload: "@not-a-file it's", contentType: "text/plain" },
  bytes: { payload: new Uint8Array([0, 255, 10, 39]) },
  none: {},
} as const;

test.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
  "a job like one that is shown is enqueued by %s, whatever its payload",
  async (form) => {
    await Promise.all(
      Object.entries(PAYLOADS).map(async ([name, request]) => {
        const type = `${form}-${name}`;
        await client.enqueueMany([{ type, ...request }]);
        const [job] = (await client.listPage({ type })).jobs;
        await FORMS[form](await client.get(job?.id ?? ""));
        const { jobs } = await client.listPage({ type });
        const [first, second] = await Promise.all(jobs.map(({ id }) => client.get(id)));
        expect(jobs).toHaveLength(2);
        expect(textual(second)).toEqual(textual(first));
        expect(second?.contentType).toBe(first?.contentType);
      }),
    );
  },
  60_000,
);

test.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
  "a job with all the options of one that is shown is enqueued by %s",
  async (form) => {
    const type = `${form}-options`;
    const { job } = await client.enqueue(type, "it's", {
      ...{ priority: 9, maxAttempts: 2, timeout: "1500ms", retention: "2h", expiresIn: "3h" },
      ...{ key: "a tenant's", delivery: "AT_MOST_ONCE", metadata: { team: "mail & co" } },
      backoff: { initial: "10s", multiplier: 3, max: "1h", jitter: 0 },
    });
    const shown = await client.get(job.id);
    await FORMS[form](shown);
    const { jobs } = await client.listPage({ type });
    const made = jobs.find(({ id }) => id !== job.id);
    const { priority, maxAttempts, timeoutMs, retentionMs, expiresInMs } = shown;
    const { concurrencyKey, delivery, metadata, backoff } = shown;
    expect(made).toMatchObject({
      ...{ priority, maxAttempts, timeoutMs, retentionMs, expiresInMs },
      ...{ concurrencyKey, delivery, metadata },
      ...(form !== "command" && { backoff }),
    });
    if (form === "command") expect(enqueueByCommand(shown, url)).toMatch(/^# .* backoff/);
  },
);

function textual(job: JobView | undefined) {
  const text = new TextDecoder("latin1").decode(job?.payload);
  // Spaces between the tokens of JSON count for nothing.
  return job?.contentType === "application/json" && text !== "" ? JSON.parse(text) : text;
}
