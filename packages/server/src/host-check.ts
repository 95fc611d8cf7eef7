import { isIP, isIPv6 } from "node:net";
import { Code } from "@connectrpc/connect";
import type { Exchange } from "./exchange.ts";
import { refusalOf } from "./refuse-call.ts";

/**
 * Refuses what browsers ask of this server under a name that is none of its own: a page of anybody can have its own
 * name resolve to the loopback of whoever looks at it (DNS rebinding), and is then of the server's origin.
 *
 * Only HTTP/1.1 is looked at, because no browser speaks HTTP/2 without TLS.
 */
export class HostCheck {
  readonly #hosts: ReadonlySet<string> | undefined;
  #isLoopback = false;
  /** The header that passed last: nearly all requests have the same one. */
  #passed: string | undefined;

  /** @param hosts The names beside `localhost`; without them, any name will do unless only the loopback is served. */
  constructor(hosts: readonly string[] | undefined) {
    this.#hosts = hosts && new Set(hosts.map((host) => host.toLowerCase()));
  }

  /** The server listens on `address`. */
  listensOn(address: string): void {
    this.#isLoopback = isLoopback(address);
  }

  /** Answers a request of another name; false when there is nothing to refuse. */
  refuses(exchange: Exchange): boolean {
    const { host } = exchange.headers;
    // No browser leaves it out.
    if (!host || host === this.#passed || exchange.isHttp2) return false;
    if (this.#accepts(host)) {
      this.#passed = host;
      return false;
    }
    const message = `this server is not known as ${JSON.stringify(host)}: ask for localhost, or allow the name by --hosts or MILLRACE_HOSTS of millrace-server, or the option hosts of MillraceServer`;
    const refusal = refusalOf(exchange.headers, Code.PermissionDenied, message, true);
    if (refusal !== undefined) exchange.answer(refusal);
    return true;
  }

  #accepts(host: string): boolean {
    if (this.#hosts === undefined && !this.#isLoopback) return true;
    const name = host.replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase();
    return (
      name === "localhost" ||
      name.endsWith(".localhost") ||
      // No page can have an address as its name that is not its server's own.
      isIP(name) === 4 ||
      (name.startsWith("[") && name.endsWith("]") && isIPv6(name.slice(1, -1))) ||
      (this.#hosts?.has(name) ?? false)
    );
  }
}

/** Whether only this machine reaches `address`. */
function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
