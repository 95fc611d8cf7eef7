import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import { encodeSettleResult, SettleResponseSchema } from "@millrace/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { Client } from "./client.ts";
import { RemoteJobSource } from "./remote-job-source.ts";
import { answerWith, RawServer } from "./test/raw-server.ts";

const ID = "0-V1StGXR8Z5jdHi6B";

let client: Client | undefined;

afterEach(() => client?.close());

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

/** A proxy that answers every call by itself. */
function proxy({ status, type = "text/html", body = "" }: Answer) {
  return RawServer.start((stream) => {
    stream.respond({ ":status": status, "content-type": type });
    stream.end(body);
  });
}

describe("what is no answer of a Millrace server says nothing about the call", () => {
  test.each<Answer>([
    { status: 200, body: "<html><style>b{}</style><h1>Log in</h1></html>" },
    { status: 302 },
    { status: 400, type: "application/json", body: '{"message":"bad"}' },
    { status: 401, body: "who are you?" },
    { status: 403, type: "application/json", body: '{"message":"Forbidden"}' },
    { status: 404, body: "404 page not found" },
    { status: 404, type: "application/json", body: '{"kind":"Status","code":404}' },
    { status: 404, type: "application/json", body: '{"code":"no_route","message":"gone"}' },
    { status: 408 },
    { status: 413, body: "<h1>413 Request Entity Too Large</h1>" },
    { status: 499 },
    { status: 500, body: "oops" },
    { status: 500, type: "application/json", body: '{"code":"inter' },
    { status: 502, body: "<html>Bad Gateway</html>" },
    { status: 503, type: "application/json", body: "[]" },
    { status: 520, type: "application/json", body: "null" },
  ])("HTTP $status, $type, $body", async (answer) => {
    await using server = await proxy(answer);
    client = new Client({ url: server.url });
    const { code, message } = await client.get(ID).then(Promise.reject, (error) => error);
    expect(code).toBe("UNAVAILABLE");
    expect(message).toContain(`HTTP ${answer.status} `);
    // Its stream was read to the end.
    await expect.poll(() => server.streams[0]?.rstCode).toBe(0);
  });

  test("of its words, those are shown that a reader would see", async () => {
    await using page = await proxy({
      status: 502,
      body: "<style>b{}</style><h1>Bad  gateway</h1>",
    });
    client = new Client({ url: page.url });
    await expect(client.get(ID)).rejects.toThrow('HTTP 502 with "Bad gateway", is not');
    await client.close();
    await using text = await proxy({ status: 404, type: "text/plain", body: "POST /<service>/x" });
    client = new Client({ url: text.url });
    await expect(client.get(ID)).rejects.toThrow('HTTP 404 with "POST /<service>/x", is not');
  });

  test("of a watch neither", async () => {
    await using server = await proxy({ status: 404, body: "no route" });
    client = new Client({ url: server.url });
    await expect(client.waitFor(ID)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("a settle that something else has answered", () => {
  const settled = toBinary(
    SettleResponseSchema,
    create(SettleResponseSchema, { results: [encodeSettleResult({ status: "COMPLETED" })] }),
  );

  test.each([200, 302, 401, 403, 404, 408, 413, 429, 499, 500, 502, 503, 520])(
    "with HTTP %i is sent again, as resend, and its end is kept",
    async (status) => {
      await using server = await RawServer.start((stream, _, number) => {
        if (number > 0) return answerWith(stream, settled);
        stream.respond({ ":status": status, "content-type": "text/html" });
        stream.end("<html>no</html>");
      });
      const source = new RemoteJobSource({ url: server.url });
      const outcome = { kind: "completed" } as const;
      expect(await source.settle([{ jobId: ID, token: 1, outcome }])).toEqual([
        { status: "COMPLETED" },
      ]);
      expect(server.streams).toHaveLength(2);
      await source.close();
    },
  );
});

test("the first words that a reader would see are told, without the tags", async () => {
  const body = `<html><script>x()</script><h1>Log  in</h1>\n<p>${"please ".repeat(1_000)}</html>`;
  await using server = await proxy({ status: 200, body });
  client = new Client({ url: server.url });
  const { message } = await client.get(ID).then(Promise.reject, (error) => error);
  expect(message).toContain('HTTP 200 with "Log in please please');
  expect(message.length).toBeLessThan(400);
});

test("a proxy's limit of a request's body is told with what to do", async () => {
  await using server = await proxy({ status: 413, body: "too large" });
  client = new Client({ url: server.url });
  await expect(client.get(ID)).rejects.toThrow("client_max_body_size");
});

test("the error of a server stays what it is", async () => {
  const body = '{"code":"not_found","message":"no such job"}';
  await using server = await proxy({ status: 404, type: "application/json", body });
  client = new Client({ url: server.url });
  await expect(client.get(ID)).rejects.toMatchObject({ code: "NOT_FOUND", message: "no such job" });
});

test("a server that speaks HTTP/1.1 only is named as such, and reached by that version", async () => {
  const body = '{"code":"not_found","message":"no such job"}';
  const http = createServer((_, response) => {
    response.writeHead(404, { "content-type": "application/json" }).end(body);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  client = new Client({ url });
  await expect(client.get(ID)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("does not speak HTTP/2: have the proxy pass on HTTP/2"),
  });
  await client.close();
  client = new Client({ url, httpVersion: "1.1" });
  await expect(client.get(ID)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await client.close();
  http.close();
  await once(http, "close");
});
