import type { ClientHttp2Stream, Http2Session } from "node:http2";
import { Http2SessionManager } from "@connectrpc/connect-node";

/**
 * A session manager whose sessions cannot end the process. Its own listeners leave a session that
 * was destroyed as soon as the next request comes, and a session's error that no one listens to is
 * thrown: https://nodejs.org/api/events.html#error-events. That happens when a peer vanishes without
 * a word, and a call is repeated as soon as the pings have found out.
 */
export class GuardedSessionManager extends Http2SessionManager {
  readonly #guarded = new WeakSet<Http2Session>();

  override async request(
    ...args: Parameters<Http2SessionManager["request"]>
  ): Promise<ClientHttp2Stream> {
    const stream = await super.request(...args);
    const { session } = stream;
    if (session !== undefined && !this.#guarded.has(session)) {
      this.#guarded.add(session);
      session.on("error", () => {
        // Each of its calls fails by itself.
      });
    }
    return stream;
  }
}
