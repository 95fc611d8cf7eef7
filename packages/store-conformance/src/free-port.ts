import { once } from "node:events";
import { createServer } from "node:net";

// Below those that systems give to connections (from 32,768 on with Linux, also with the second port
// of a Redis node, 10,000 higher): a server that is started again would find its port taken.
const FIRST_PORT = 10_000;
const LAST_PORT = 22_767;

/**
 * A port of 127.0.0.1 on which nothing listens, nor on those that are higher by `offsets`. No
 * connection of this machine takes it meanwhile, so that a server may leave it and come back.
 */
export async function freePort(...offsets: readonly number[]): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    const isFree = await Promise.all([0, ...offsets].map((offset) => canListen(port + offset)));
    if (!isFree.includes(false)) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, "127.0.0.1"), "listening");
  } catch {
    return false;
  }
  probe.close();
  await once(probe, "close");
  return true;
}
