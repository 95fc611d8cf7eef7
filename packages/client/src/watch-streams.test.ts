import { once } from "node:events";
import type { ServerHttp2Stream } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { checkEnqueue, DEFAULT_LIMITS, type JobStatus, newJob } from "@millrace/core";
import {
  encodeJob,
  encodeJobEvent,
  GetJobResponseSchema,
  WatchJobResponseSchema,
} from "@millrace/protocol";
import { afterEach, expect, test } from "vitest";
import { Client } from "./client.ts";
import { answerWith, RawServer } from "./test/raw-server.ts";

const ID = "0-V1StGXR8Z5jdHi6B";

function jobOf(status: JobStatus) {
  const spec = checkEnqueue({ type: "email" }, DEFAULT_LIMITS);
  if (spec instanceof Error) throw spec;
  return { ...newJob(spec, ID, 0), sequence: 5, status };
}

/** An envelope of the Connect protocol: flags, length, message. */
function envelope(flags: number, message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function sendEvent(stream: ServerHttp2Stream, status: JobStatus): void {
  if (!stream.headersSent) {
    stream.respond({ ":status": 200, "content-type": "application/connect+proto" });
  }
  const event = encodeJobEvent({ sequence: 5, job: jobOf(status) });
  stream.write(
    envelope(0, toBinary(WatchJobResponseSchema, create(WatchJobResponseSchema, { event }))),
  );
}

const END_OF_STREAM = envelope(2, Buffer.from("{}"));

let client: Client | undefined;

afterEach(() => client?.close());

const isWatch = (path: string) => path.endsWith("/WatchJob");
const GOT = toBinary(
  GetJobResponseSchema,
  create(GetJobResponseSchema, { job: encodeJob(jobOf("RUNNING")) }),
);

test("a wait that has ended well resets no stream", async () => {
  await using server = await RawServer.start((stream) => {
    sendEvent(stream, "COMPLETED");
    stream.end(END_OF_STREAM);
  });
  client = new Client({ url: server.url });
  const waiter = client;
  for (let round = 0; round < 3; round++) {
    await Promise.all(Array.from({ length: 50 }, () => waiter.waitFor(ID)));
  }
  await expect
    .poll(() => server.streams.map(({ rstCode }) => rstCode))
    .toEqual(Array.from({ length: 150 }, () => 0));
  expect(server.sessions).toHaveLength(1);
});

test("a wait resolves with the last event, also when the server is slow to end the stream", async () => {
  const ended = Promise.withResolvers<ServerHttp2Stream>();
  await using server = await RawServer.start((stream) => {
    sendEvent(stream, "COMPLETED");
    ended.resolve(stream);
  });
  client = new Client({ url: server.url });
  expect(await client.waitFor(ID)).toMatchObject({ status: "COMPLETED" });
  const stream = await ended.promise;
  stream.end(END_OF_STREAM);
  await once(stream, "close");
  expect(server.streams[0]?.rstCode).toBe(0);
});

test("a watch that its reader leaves is reset", async () => {
  await using server = await RawServer.start((stream) => sendEvent(stream, "RUNNING"));
  client = new Client({ url: server.url });
  for await (const { job } of client.watch({ id: ID })) {
    expect(job.status).toBe("RUNNING");
    break;
  }
  await expect.poll(() => server.streams[0]?.rstCode).toBeGreaterThan(0);
});

test("calls do not wait behind any number of open waits, which share few connections", async () => {
  await using server = await RawServer.start(
    (stream, path) => {
      if (isWatch(path)) sendEvent(stream, "RUNNING");
      else answerWith(stream, GOT);
    },
    { settings: { maxConcurrentStreams: 100 } },
  );
  client = new Client({ url: server.url });
  const waiter = client;
  const stop = new AbortController();
  const waits = Array.from({ length: 1_050 }, () =>
    waiter.waitFor(ID, { signal: stop.signal }).catch(() => "stopped"),
  );
  await expect.poll(() => server.streams.length).toBe(1_050);
  expect(await client.get(ID)).toMatchObject({ id: ID });
  const byWatches = new Set(
    server.streams.filter(({ path }) => isWatch(path)).map((s) => s.session),
  );
  const byCalls = new Set(
    server.streams.filter(({ path }) => !isWatch(path)).map((s) => s.session),
  );
  expect(byWatches.size).toBe(11);
  expect(byWatches.isDisjointFrom(byCalls)).toBe(true);
  stop.abort();
  expect(new Set(await Promise.all(waits))).toEqual(new Set(["stopped"]));
});
