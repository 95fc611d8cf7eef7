import { spawn } from "node:child_process";
import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { systemClock } from "@millrace/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { PortListener } from "./port-listener.ts";

/** A process that serves, closes once a request's body has piled up unread, and says so. */
const SERVER = `
  import { PortListener } from ${JSON.stringify(new URL("port-listener.ts", import.meta.url).href)};
  const listener = new PortListener(({ request }) => {
    const pileUp = () => {
      if (request.readableLength < request.readableHighWaterMark) setImmediate(pileUp);
      else void listener.close(0).then(() => console.log("closed"));
    };
    pileUp();
  });
  console.log((await listener.listen(0, "127.0.0.1")).port);
`;

it("takes more at a time over one HTTP/2 connection than the 64 KiB of the protocol", async () => {
  const listener = new PortListener(({ response }) => response.end());
  const { port } = await listener.listen(0, "127.0.0.1");
  const session = http2.connect(`http://127.0.0.1:${port}`);
  await expect.poll(() => session.state.remoteWindowSize).toBe(1024 * 1024);
  session.destroy();
  await listener.close(0);
});

it("closes to the end also when a connection that nobody reads is all that is left", async () => {
  const args = ["--conditions=@millrace/source", "--input-type=module", "--eval", SERVER];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    server.kill("SIGKILL");
  });
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  const socket = connect(Number(String(port)), "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  socket.write(Buffer.alloc(999_999));
  const exit = once(server, "exit");
  expect(await text(server.stdout)).toBe("closed\n");
  expect(await exit).toEqual([0, null]);
  socket.destroy();
});

describe("a flood of one connection", () => {
  const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  const SETTINGS = frame(4, 0, 0);
  const GET = Buffer.from([0x82, 0x86, 0x84, 0x41, 1, 0x61]);
  const CANCEL = Buffer.from([0, 0, 0, 8]);

  function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
    const head = Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, 0]);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  }

  /** `count` requests that come at once, each with what `after` gives. */
  function requests(count: number, after: (stream: number) => Buffer[]): Buffer {
    const streams = Array.from({ length: count }, (_, number) => 1 + 2 * number);
    const frames = streams.flatMap((stream) => [frame(1, 5, stream, GET), ...after(stream)]);
    return Buffer.concat([PREFACE, SETTINGS, ...frames]);
  }

  it.each([
    [1, 32],
    [10, 64],
  ])("over %s connections starts at most %s calls in a turn", async (connections, most) => {
    let inTurn = 0;
    let highest = 0;
    let calls = 0;
    const clock = {
      ...systemClock,
      afterTurn: (callback: () => void) =>
        systemClock.afterTurn(() => {
          inTurn = 0;
          callback();
        }),
    };
    const listener = new PortListener(
      ({ response }) => {
        calls++;
        highest = Math.max(highest, ++inTurn);
        response.end();
      },
      { clock },
    );
    const { port } = await listener.listen(0, "127.0.0.1");
    const sockets = Array.from({ length: connections }, () => connect(port, "127.0.0.1").resume());
    for (const socket of sockets) socket.write(requests(500, () => []));
    await expect.poll(() => calls).toBe(500 * connections);
    expect(highest).toBeLessThanOrEqual(most);
    for (const socket of sockets) socket.destroy();
    await listener.close(0);
  });

  it.each([
    [0, 8],
    [2, 0],
    [8, 8],
  ])("bears calls reset with code %i, and the connection given up with %i", async (reset, end) => {
    const listener = new PortListener(({ response }) => response.end("served"));
    const { port } = await listener.listen(0, "127.0.0.1");
    const socket = connect(port, "127.0.0.1").resume();
    socket.on("error", () => {});
    const calls = requests(100, (stream) => [frame(3, 0, stream, Buffer.from([0, 0, 0, reset]))]);
    const goaway = frame(7, 0, 0, Buffer.from([0, 0, 0, 0, 0, 0, 0, end]));
    socket.end(Buffer.concat([calls, goaway]));
    await once(socket, "close");
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("served");
    await listener.close(0);
  });

  it("ends connections for few resets once there is a flood of them", async () => {
    const listener = new PortListener(({ response }) => response.end());
    const { port } = await listener.listen(0, "127.0.0.1");
    /** Whether the server ends the connection of a client that cancels so many calls at once. */
    const isEndedAfter = async (count: number): Promise<boolean> => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      const cancelled = requests(count, (stream) => [frame(3, 0, stream, CANCEL)]);
      const last = 2 * count + 1;
      socket.write(Buffer.concat([cancelled, frame(1, 5, last, GET)]));
      const answered = frame(1, 5, last).subarray(3);
      let heard = Buffer.alloc(0);
      socket.on("data", (data: Buffer) => {
        heard = Buffer.concat([heard, data]);
        if (heard.includes(answered)) socket.destroy();
      });
      await once(socket, "close");
      return !heard.includes(answered);
    };
    expect(await isEndedAfter(200)).toBe(false);
    for (let connection = 0; connection < 3; connection++) await isEndedAfter(1_500);
    expect(await isEndedAfter(200)).toBe(true);
    expect(await isEndedAfter(50)).toBe(false);
    await listener.close(0);
  });

  it("starts no call that was cancelled before its turn", async () => {
    const started: unknown[] = [];
    const listener = new PortListener(({ method, response }) => {
      started.push(method);
      response.end();
    });
    const { port } = await listener.listen(0, "127.0.0.1");
    const socket = connect(port, "127.0.0.1");
    socket.write(requests(500, (stream) => [frame(3, 0, stream, CANCEL)]));
    const last = Buffer.from([0x83, 0x86, 0x84, 0x41, 1, 0x61]);
    socket.write(frame(1, 5, 1_001, last));
    const answered = frame(1, 5, 1_001).subarray(3);
    let heard = Buffer.alloc(0);
    while (!heard.includes(answered)) {
      heard = Buffer.concat([heard, ...((await once(socket, "data")) as [Buffer])]);
    }
    expect(started).toEqual(["POST"]);
    socket.destroy();
    await listener.close(0);
  });
});

it("keeps the connection of a client that cancels thousands of calls", async () => {
  const listener = new PortListener(({ url, response }) => {
    if (url === "/answered") response.end("answered");
    else if ("stream" in response) response.write("event");
  });
  const { port } = await listener.listen(0, "127.0.0.1");
  const session = http2.connect(`http://127.0.0.1:${port}`);
  let left = 2_500;
  const watchAndCancel = async () => {
    while (left-- > 0) {
      const stream = session.request({ ":path": "/watched" });
      await once(stream, "response");
      stream.close(http2.constants.NGHTTP2_CANCEL);
      await once(stream, "close");
    }
  };
  await Promise.all(Array.from({ length: 50 }, watchAndCancel));
  expect(await text(session.request({ ":path": "/answered" }))).toBe("answered");
  session.destroy();
  await listener.close(0);
});
