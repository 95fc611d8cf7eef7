import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** What a machine answers that has no addresses of a family. */
const NO_SUCH_FAMILY = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];
/** A port that is free in one family can be taken in the other one. */
const MAX_TRIES_OF_ANY_PORT = 10;

/**
 * Servers that listen to `port` (0 for any free one) of `host`, all on the same port. `*` is every
 * address of the machine, of IPv6 too where it has some; `localhost` is the loopback of both families,
 * because a client's resolver may choose either one; anything else is one address, or a name of one.
 *
 * @throws the system's error, such as `EADDRINUSE`; nothing listens then.
 */
export async function listenOn(
  makeServer: () => Server,
  port: number,
  host: string,
): Promise<readonly Server[]> {
  if (host !== "localhost") {
    return [await listening(makeServer(), port, host === "*" ? undefined : host)];
  }
  for (let tries = 1; ; tries++) {
    try {
      return await listenOnLoopback(makeServer, port);
    } catch (error) {
      const mayPass = port === 0 && codeOf(error) === "EADDRINUSE";
      if (!mayPass || tries === MAX_TRIES_OF_ANY_PORT) throw error;
    }
  }
}

/** The address of a server that listens. */
export function addressOf(server: Server): AddressInfo {
  return server.address() as AddressInfo;
}

async function listenOnLoopback(makeServer: () => Server, port: number): Promise<Server[]> {
  const ipv4 = await listening(makeServer(), port, "127.0.0.1");
  try {
    return [ipv4, await listening(makeServer(), addressOf(ipv4).port, "::1")];
  } catch (error) {
    if (NO_SUCH_FAMILY.includes(codeOf(error))) return [ipv4];
    ipv4.close();
    throw error;
  }
}

/** @param host Without it, Node listens to all addresses of IPv6 and IPv4, or else to those of IPv4. */
async function listening(server: Server, port: number, host: string | undefined): Promise<Server> {
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
