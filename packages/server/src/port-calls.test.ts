import { once } from "node:events";
import http2 from "node:http2";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { Exchange } from "./exchange.ts";
import type { PortLimits } from "./port-limits.ts";
import { PortListener, type RequestListener } from "./port-listener.ts";

const CALLS = 200;

const opened: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Answers with the length of the request, once it has the whole; `/wait` never does. */
const echoLength: RequestListener = (exchange) => {
  const { url, response } = exchange;
  bodyLength(exchange).then(
    (length) => {
      if (url !== "/wait") response.end(String(length));
    },
    () => {}, // Refused, or given up.
  );
};

async function bodyLength(exchange: Exchange): Promise<number> {
  let length = 0;
  for await (const chunk of exchange.requestBody()) length += chunk.length;
  return length;
}

async function open(limits: Partial<PortLimits> = {}) {
  const listener = new PortListener(echoLength, { limits });
  const { port } = await listener.listen(0, "127.0.0.1");
  opened.push(() => listener.close(0));
  return { listener, port };
}

function session(port: number): http2.ClientHttp2Session {
  const client = http2.connect(`http://127.0.0.1:${port}`).on("error", () => {});
  opened.push(() => client.destroy());
  return client;
}

function socket(port: number): Socket {
  const client = connect(port, "127.0.0.1").on("error", () => {});
  opened.push(() => client.destroy());
  return client;
}

function post(client: http2.ClientHttp2Session, path: string, body?: string) {
  const stream = client.request(
    { ":method": "POST", ":path": path },
    { endStream: body === undefined },
  );
  stream.on("error", () => {});
  return body === undefined ? stream : stream.end(body);
}

function post1(path: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe("calls that come at once, most of which wait for their turn", () => {
  it.each([
    ["no body", undefined, "0"],
    ["an empty body", "", "0"],
    ["a body", "12345", "5"],
  ])("are all answered over HTTP/2: with %s", async (_, body, answer) => {
    const { port } = await open();
    const client = session(port);
    await once(client, "remoteSettings");
    const answers = Array.from({ length: CALLS }, () => text(post(client, "/", body)));
    expect(await Promise.all(answers)).toEqual(Array.from(answers, () => answer));
  });

  it.each([
    ["an empty body", "", "0"],
    ["a body", "12345", "5"],
  ])("are all answered over HTTP/1.1, behind one another: with %s", async (_, body, answer) => {
    const { port } = await open();
    const client = socket(port);
    client.write(post1("/", body).repeat(CALLS));
    let answers = "";
    client.on("data", (data: Buffer) => {
      answers += data;
    });
    await expect.poll(() => answers.split(`\r\n\r\n${answer}`)).toHaveLength(CALLS + 1);
  });
});

describe("a port", () => {
  it("holds nothing of calls that are over, however they ended", async () => {
    const { listener, port } = await open({ connectionBytes: 20_000 });
    const body = "1".repeat(100);
    const rounds = Array.from({ length: 10 }, async () => {
      const [lasting, leaving] = [session(port), session(port)];
      await Promise.all([once(lasting, "remoteSettings"), once(leaving, "remoteSettings")]);
      const ended = Array.from({ length: CALLS }, (_, call) => {
        const stream = post(lasting, call % 2 === 0 ? "/" : "/wait", body).resume();
        // Some before their turn, some while they are served, some after their answer.
        if (call % 2 === 1 && call % 3 !== 0) stream.close(http2.constants.NGHTTP2_CANCEL);
        else if (call % 2 === 1) setImmediate(() => stream.close(http2.constants.NGHTTP2_CANCEL));
        return once(stream, "close");
      });
      // The last of them wait for room when their connection goes.
      for (let call = 0; call < CALLS; call++) post(leaving, "/wait", body);
      await text(post(lasting, "/", ""));
      leaving.destroy();
      await Promise.all(ended);
      const behind = socket(port);
      behind.write(post1("/", body).repeat(CALLS / 2) + post1("/wait", body).repeat(CALLS / 2));
      await once(behind, "data");
      behind.destroy();
      const unread = socket(port).resume();
      unread.write(post1("/", body).slice(0, -1));
      unread.end();
      await once(unread, "close");
    });
    await Promise.all(rounds);
    await expect.poll(() => listener.load).toEqual({ calls: 0, heldBytes: 0 });
    // Which would wait for a call that is not over.
    await listener.close(1_000_000);
  });
});
