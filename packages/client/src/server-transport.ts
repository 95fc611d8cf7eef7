import type { Transport } from "@connectrpc/connect";

/** The ways to a server. Whoever makes one closes it. */
export interface ServerTransport {
  /** For calls of one answer. */
  readonly calls: Transport;
  /** For streams, which may stay open for long. */
  readonly streams: Transport;
  /** Ends all calls and connections. Idempotent. */
  close(): void;
}

/** Where the server is, and how to talk to it. */
export interface ServerTransportOptions {
  /** The server's address, for example `http://localhost:8080`. */
  readonly url: string;
  /**
   * The version of HTTP. `2` (without TLS for an `http:` URL, which a proxy must pass on as it is)
   * makes all calls over one connection, and watches over further ones. `1.1` goes through every
   * proxy, but takes a connection for each call that is under way. Defaults to `2`; where calls are
   * made by `fetch`, as in a browser, that chooses, and this must be left out.
   */
  readonly httpVersion?: "1.1" | "2" | undefined;
}
