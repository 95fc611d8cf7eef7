import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import type { Exchange } from "./exchange.ts";
import { PortListener } from "./port-listener.ts";

/** Each sends the beginning of a request, and gives what ends the connection. */
const CUT_SHORT: { readonly [protocol: string]: (port: number) => () => void } = {
  "HTTP/1.1": (port) => {
    const socket = connect(port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1");
    return () => socket.destroy();
  },
  "HTTP/2": (port) => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":method": "POST" }).on("error", () => {});
    stream.write("1");
    return () => session.destroy();
  },
};

async function read(exchange: Exchange): Promise<void> {
  for await (const _ of exchange.requestBody());
}

async function receive(exchange: Exchange): Promise<void> {
  await exchange.receive(() => {});
}

type Reader = (exchange: Exchange, closed: Promise<unknown>) => Promise<void>;

function after(read: Reader): Reader {
  return async (exchange, closed) => {
    await closed;
    await read(exchange, closed);
  };
}

describe.each(Object.entries(CUT_SHORT))("a request that is cut short: %s", (_, begin) => {
  it.each([
    ["while it is read", read],
    ["while it is received", receive],
    ["before it is read", after(read)],
    ["before it is received", after(receive)],
  ])("%s never looks as if all of it had come", async (_, serve) => {
    const { promise: served, resolve } = Promise.withResolvers<Promise<void>[]>();
    const listener = new PortListener((exchange) => {
      resolve([serve(exchange, once(exchange.response, "close"))]);
    });
    const { port } = await listener.listen(0, "127.0.0.1");
    const cut = begin(port);
    const [reading] = await served;
    cut();
    await expect(reading).rejects.toMatchObject({ code: Code.Canceled });
    await listener.close(0);
  });
});
