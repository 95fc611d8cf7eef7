import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { Http2SessionManager } from "@connectrpc/connect-node";

// What a session may hold: with more than the default of 10 under way, it refuses every answer.
const MAX_SESSION_MEMORY_MB = 256;
// What a server may send before it hears that it was taken; by the protocol's 64 KiB, a connection
// carries that much a round trip.
const STREAM_WINDOW_BYTES = 1024 * 1024;
const SESSION_WINDOW_BYTES = 8 * 1024 * 1024;

// A dead peer is noticed after both: half of a default lease, so that there is time left to settle.
const PINGS = { pingIntervalMs: 10_000, pingTimeoutMs: 5_000 };

/**
 * A session manager whose sessions take large messages, and cannot end the process. The listeners of
 * its base leave a session that was destroyed as soon as the next request comes, and those of a call
 * come a moment after its stream; an error that no one listens to is thrown:
 * https://nodejs.org/api/events.html#error-events.
 */
export class GuardedSessionManager extends Http2SessionManager {
  readonly #guarded = new WeakSet<ClientHttp2Session>();
  readonly #host: string;

  constructor(url: string, pings: ConstructorParameters<typeof Http2SessionManager>[1] = PINGS) {
    super(url, pings, {
      maxSessionMemory: MAX_SESSION_MEMORY_MB,
      settings: { initialWindowSize: STREAM_WINDOW_BYTES },
    });
    this.#host = new URL(url).host;
  }

  override async request(
    ...[method, path, headers, options]: Parameters<Http2SessionManager["request"]>
  ): Promise<ClientHttp2Stream> {
    // Node would leave out the brackets around an IPv6 address.
    const withHost = { ":authority": this.#host, ...headers };
    const stream = await super.request(method, path, withHost, options);
    stream.on("error", ignoreError);
    const session = stream.session as ClientHttp2Session | undefined;
    if (session !== undefined && !this.#guarded.has(session)) {
      this.#guarded.add(session);
      session.setLocalWindowSize(SESSION_WINDOW_BYTES);
      session.on("error", ignoreError);
      // A server that shuts down may send a first one that is beyond every stream.
      session.on("goaway", (_code, lastStreamId) => lastTaken.set(session, lastStreamId));
    }
    return stream;
  }
}

const lastTaken = new WeakMap<ClientHttp2Session, number>();

/** The last stream that the peer of a session has looked at when it closed that; none while it has not. */
export function lastTakenStream(session: ClientHttp2Session): number | undefined {
  return lastTaken.get(session);
}

/** Each call fails by itself. */
function ignoreError(): void {}
