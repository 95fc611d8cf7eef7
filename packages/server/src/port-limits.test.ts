import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { type Logger, systemClock } from "@millrace/core";
import { afterEach, describe, expect, it } from "vitest";
import type { Exchange } from "./exchange.ts";
import type { NodeServerResponse } from "./node-http.ts";
import { DEFAULT_PORT_LIMITS, type PortLimits } from "./port-limits.ts";
import { PortListener } from "./port-listener.ts";

// More than the kernel and Node hold of what nobody reads.
const LARGE = 32 * 1024 * 1024;
const JSON_TYPE = { ":method": "POST", "content-type": "application/json" };

const opened: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A port whose time the test lets pass, and what it has logged. */
async function open(limits: Partial<PortLimits> = {}, afterTurn = systemClock.afterTurn) {
  let nowMs = 0;
  const timers = new Set<() => void>();
  const clock = {
    ...systemClock,
    afterTurn,
    now: () => nowMs,
    setTimer: (_: number, callback: () => void) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  };
  const logged: [fields: object, message: string][] = [];
  const log = (fields: object, message: string) => void logged.push([fields, message]);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const begun: string[] = [];
  const listener = new PortListener(
    (exchange) => {
      begun.push(exchange.url);
      void serve(exchange.url, exchange.response, exchange).catch(() => {});
    },
    { limits, clock, logger },
  );
  const { port } = await listener.listen(0, "127.0.0.1");
  opened.push(() => listener.close(0));
  return {
    port,
    logged,
    begun,
    heldBytes: () => listener.load.heldBytes,
    pass: (ms: number) => {
      nowMs += ms;
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer();
      }
    },
  };
}

/** Answers with as many bytes as the path says, once it has the whole request; `/wait` never does. */
async function serve(path: string, response: NodeServerResponse, exchange: Exchange) {
  let received = 0;
  for await (const chunk of exchange.requestBody()) received += chunk.length;
  if (path === "/wait") return;
  const body = (async function* () {
    yield path === "/echo" ? Buffer.from(String(received)) : Buffer.alloc(Number(path.slice(1)));
  })();
  for await (const piece of exchange.answerBody(body, false)) {
    if (!(response as http.ServerResponse).write(piece)) await once(response, "drain");
  }
  response.end();
}

function session(port: number, settings: http2.Settings = {}): http2.ClientHttp2Session {
  const client = http2.connect(`http://127.0.0.1:${port}`, { settings });
  client.on("error", () => {});
  opened.push(() => client.destroy());
  return client;
}

function socket(port: number): Socket {
  const client = connect(port, "127.0.0.1").on("error", () => {});
  opened.push(() => client.destroy());
  return client;
}

async function echo(client: http2.ClientHttp2Session, bytes: number): Promise<string> {
  const stream = client.request({ ...JSON_TYPE, ":path": "/echo" });
  stream.end(Buffer.alloc(bytes));
  return await text(stream);
}

describe("a request that does not come", () => {
  it("is refused over HTTP/2 in its protocol, and the connection goes on", async () => {
    const { port, begun, pass } = await open();
    const client = session(port);
    const stream = client.request({ ...JSON_TYPE, ":path": "/echo" });
    stream.write("{");
    await expect.poll(() => begun).toHaveLength(1);
    pass(DEFAULT_PORT_LIMITS.requestMs - 1);
    expect(await echo(client, 5)).toBe("5");
    pass(1);
    expect(JSON.parse(await text(stream))).toMatchObject({
      code: "deadline_exceeded",
      message: expect.stringContaining("did not come within 300000 ms"),
    });
    expect(await echo(client, 5)).toBe("5");
  });

  it.each([
    ["headers", "POST /echo HTTP/1.1\r\nHost: a\r\n"],
    ["a body", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1"],
  ])("is refused over HTTP/1.1 for want of %s", async (_, begin) => {
    // Long enough for what is sent to arrive before: bytes that come later reset the connection, and the answer is gone.
    const { port } = await open({ headersMs: 500, requestMs: 500 });
    const client = socket(port);
    client.write(begin);
    expect(await text(client)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("is not one that waits for its answer", async () => {
    const { port, begun, pass } = await open();
    const client = session(port);
    const waiting = [
      client.request({ ":path": "/wait" }),
      client.request({ ...JSON_TYPE, ":path": "/wait" }).end("{}"),
    ];
    http.get({ port, path: "/wait", agent: false }).on("error", () => {});
    await expect.poll(() => begun).toHaveLength(3);
    pass(100 * DEFAULT_PORT_LIMITS.requestMs);
    expect(await echo(client, 5)).toBe("5");
    for (const stream of waiting) expect(stream.closed).toBe(false);
  });

  it("is not one that waits for its turn", async () => {
    let turns: (() => void)[] | undefined = [];
    const { port, begun, pass } = await open({}, (callback) => {
      if (turns === undefined) systemClock.afterTurn(callback);
      else turns.push(callback);
    });
    const client = session(port);
    await once(client, "connect");
    const answers = Array.from({ length: 100 }, () => echo(client, 5));
    await promisify(client.ping).call(client);
    pass(DEFAULT_PORT_LIMITS.requestMs);
    expect(begun.length).toBeLessThan(100);
    const held = turns;
    turns = undefined;
    for (const turn of held) turn();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, () => "5"));
  });
});

describe("an answer that nobody reads", () => {
  it("is cut off over HTTP/2 when its stream has no window", async () => {
    const { port, begun, pass } = await open();
    const client = session(port, { initialWindowSize: 0 });
    const stream = client.request({ ":path": `/${LARGE}` });
    const closed = once(stream, "close");
    stream.on("error", () => {});
    await once(stream, "response");
    pass(DEFAULT_PORT_LIMITS.answerMs - 1);
    client.request({ ":path": "/wait" });
    await expect.poll(() => begun).toHaveLength(2);
    expect(stream.closed).toBe(false);
    pass(1);
    await closed;
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_CANCEL);
    expect(client.closed).toBe(false);
  });

  it("is cut off over HTTP/1.1", async () => {
    const { port, pass } = await open();
    const client = socket(port);
    client.write(`GET /${LARGE} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(client, "readable");
    pass(DEFAULT_PORT_LIMITS.answerMs);
    let bytes = 0;
    client.on("data", (data: Buffer) => {
      bytes += data.length;
    });
    await once(client, "close");
    expect(bytes).toBeLessThan(LARGE);
  });

  it("is not one that is read slowly", async () => {
    const { port, pass } = await open();
    const client = session(port);
    const stream = client.request({ ":path": `/${LARGE}` });
    let bytes = 0;
    let passes = 0;
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (bytes < (passes + 1) * 1024 * 1024) continue;
      pass(DEFAULT_PORT_LIMITS.answerMs / 2);
      passes++;
    }
    expect(passes).toBeGreaterThan(10);
    expect(bytes).toBe(LARGE);
  });
});

describe("an idle connection", () => {
  it("of HTTP/2 is closed in good order, and one with a call is not", async () => {
    const { port, pass } = await open();
    const [idle, busy] = [session(port), session(port)];
    const waiting = busy.request({ ":path": "/wait" });
    expect(await echo(idle, 5)).toBe("5");
    expect(await echo(busy, 5)).toBe("5");
    pass(DEFAULT_PORT_LIMITS.idleMs - 1);
    expect(await echo(idle, 5)).toBe("5");
    const goaway = once(idle, "goaway");
    const closed = once(idle, "close");
    await expect
      .poll(() => {
        pass(DEFAULT_PORT_LIMITS.idleMs);
        return idle.closed;
      })
      .toBe(true);
    expect((await goaway)[0]).toBe(http2.constants.NGHTTP2_NO_ERROR);
    await closed;
    expect(await echo(busy, 5)).toBe("5");
    expect(waiting.closed).toBe(false);
  });

  it("that never says anything is closed", async () => {
    const { port } = await open({ headersMs: 1 });
    await once(socket(port).resume(), "close");
  });
});

describe("more connections than there may be", () => {
  it("are refused while no other is idle, and the log says so once", async () => {
    const { port, logged, begun } = await open({ connections: 2 });
    const busy = [session(port), session(port)];
    for (const client of busy) client.request({ ":path": "/wait" });
    await expect.poll(() => begun).toHaveLength(2);
    for (let attempts = 0; attempts < 3; attempts++) {
      await once(socket(port).resume(), "close");
    }
    expect(logged).toEqual([
      [{ connections: 2, refused: 1 }, expect.stringContaining("as many connections as")],
    ]);
    for (const client of busy) expect(await echo(client, 5)).toBe("5");
  });

  it("take the place of the one that has been idle longest", async () => {
    const { port, pass } = await open({ connections: 2 });
    const [first, second] = [session(port), session(port)];
    expect(await echo(first, 5)).toBe("5");
    expect(await echo(second, 5)).toBe("5");
    pass(1_000);
    const closed = once(first, "close");
    expect(await echo(session(port), 5)).toBe("5");
    await closed;
    expect(await echo(second, 5)).toBe("5");
  });

  it("count no more once they are closed", async () => {
    const { port } = await open({ connections: 1 });
    for (let times = 0; times < 5; times++) {
      await expect
        .poll(async () => {
          const client = session(port);
          const answer = await echo(client, 5).catch(() => "refused");
          client.destroy();
          return answer;
        })
        .toBe("5");
    }
  });
});

describe("too many bytes", () => {
  it("of one connection: the call that goes over is refused, others go on", async () => {
    const { port, heldBytes } = await open({ connectionBytes: 1_000 });
    const client = session(port);
    const held = client.request({ ...JSON_TYPE, ":path": "/echo" });
    held.write(Buffer.alloc(700));
    await expect.poll(heldBytes).toBe(700);
    expect(JSON.parse(await echo(client, 400))).toMatchObject({ code: "unavailable" });
    expect(await echo(client, 100)).toBe("100");
    expect(await echo(session(port), 300)).toBe("300");
    held.end();
    expect(await text(held)).toBe("700");
    expect(await echo(client, 300)).toBe("300");
  });

  it("of one connection: calls wait while it holds nearly all, and are served then", async () => {
    const { port, begun, heldBytes } = await open({ connectionBytes: 100_000 });
    const client = session(port);
    const held = client.request({ ...JSON_TYPE, ":path": "/echo" });
    held.write(Buffer.alloc(80_000));
    await expect.poll(heldBytes).toBe(80_000);
    const echoes = Promise.all(Array.from({ length: 100 }, () => echo(client, 5_000)));
    expect(await echo(session(port), 1)).toBe("1");
    expect(begun).toHaveLength(2);
    held.end();
    expect(await text(held)).toBe("80000");
    expect(await echoes).toEqual(Array.from({ length: 100 }, () => "5000"));
  });

  it("of all connections: who holds most loses its largest call", async () => {
    const { port, heldBytes } = await open({ heldBytes: 1_000 });
    const greedy = session(port).request({ ...JSON_TYPE, ":path": "/echo" });
    greedy.write(Buffer.alloc(900));
    await expect.poll(heldBytes).toBe(900);
    expect(await echo(session(port), 300)).toBe("300");
    expect(JSON.parse(await text(greedy))).toMatchObject({ code: "unavailable" });
  });

  it("of answers that nobody reads: those that go over are refused", async () => {
    const { port } = await open({ connectionBytes: 1.5 * LARGE });
    const client = session(port, { initialWindowSize: 0 });
    await once(client.request({ ":path": `/${LARGE}` }), "response");
    const over = client.request({ ":path": `/${LARGE}` });
    const [head] = (await once(over, "response")) as [http2.IncomingHttpHeaders];
    expect(head[":status"]).toBe(503);
  });
});

it("lets go of requests behind one another whose connection has gone", async () => {
  const begun: string[] = [];
  const listener = new PortListener(({ url }) => void begun.push(url));
  const { port } = await listener.listen(0, "127.0.0.1");
  const client = socket(port);
  client.write("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  await expect.poll(() => begun).toEqual(["/1", "/2"]);
  client.destroy();
  await listener.close(1_000_000);
});
