import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { Http2SessionManager } from "@connectrpc/connect-node";

// What a session may hold: with more than the default of 10 under way, it refuses every answer.
const MAX_SESSION_MEMORY_MB = 256;
// What a server may send before it hears that it was taken; by the protocol's 64 KiB, a connection
// carries that much a round trip.
const STREAM_WINDOW_BYTES = 1024 * 1024;
const SESSION_WINDOW_BYTES = 8 * 1024 * 1024;

/**
 * A session manager whose sessions take large messages, and cannot end the process. Its own listeners leave a session that
 * was destroyed as soon as the next request comes, and a session's error that no one listens to is
 * thrown: https://nodejs.org/api/events.html#error-events. That happens when a peer vanishes without
 * a word, and a call is repeated as soon as the pings have found out.
 */
export class GuardedSessionManager extends Http2SessionManager {
  readonly #guarded = new WeakSet<ClientHttp2Session>();

  constructor(url: string, pings?: ConstructorParameters<typeof Http2SessionManager>[1]) {
    super(url, pings, {
      maxSessionMemory: MAX_SESSION_MEMORY_MB,
      settings: { initialWindowSize: STREAM_WINDOW_BYTES },
    });
  }

  override async request(
    ...args: Parameters<Http2SessionManager["request"]>
  ): Promise<ClientHttp2Stream> {
    const stream = await super.request(...args);
    const session = stream.session as ClientHttp2Session | undefined;
    if (session !== undefined && !this.#guarded.has(session)) {
      this.#guarded.add(session);
      session.setLocalWindowSize(SESSION_WINDOW_BYTES);
      session.on("error", () => {
        // Each of its calls fails by itself.
      });
    }
    return stream;
  }
}
