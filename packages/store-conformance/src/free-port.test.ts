import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

test("a free port, and those above it, can be listened on", async () => {
  const port = await freePort(10_000);
  for (const free of [port, port + 10_000]) {
    const server = createServer().listen(free, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
  }
});

test("a port that is taken, or has a taken one above it, is passed over", async () => {
  const first = await freePort(1);
  const server = createServer().listen(first + 1, "127.0.0.1");
  await once(server, "listening");
  const random = Math.random;
  const span = 22_767 - 10_000 + 1;
  const tried = [first + 1, first].map((port) => (port - 10_000 + 0.5) / span);
  Math.random = () => tried.shift() ?? random();
  try {
    expect([first, first + 1]).not.toContain(await freePort(1));
    expect(tried).toEqual([]);
  } finally {
    Math.random = random;
    server.close();
  }
});
