import { type ClientHttp2Session, type ClientHttp2Stream, constants } from "node:http2";
import { createAsyncIterable, type UniversalClientFn } from "@connectrpc/connect/protocol";
import { createNodeHttpClient } from "@connectrpc/connect-node";
import type { SendRequest } from "../connect-transport.ts";
import { waitToRetry } from "../retry-wait.ts";
import { lastTakenStream } from "./guarded-session-manager.ts";

type Http2Options = Extract<Parameters<typeof createNodeHttpClient>[0], { httpVersion: "2" }>;

/** What an HTTP/2 client takes its streams from. */
export type SessionSource = ReturnType<NonNullable<Http2Options["sessionProvider"]>>;

/** How often a call is made that no server has taken; the waits between add up to about a second. */
const MAX_TRIES = 6;

/**
 * An HTTP client on the streams of `sessions` that repeats a call on which no server has begun to work:
 * it could not connect, or the server has refused the stream, as servers do when they shut down. Such a
 * call has done nothing, so that it is always safe to repeat it immediately:
 * https://www.rfc-editor.org/rfc/rfc9113#section-8.7.
 */
export function repeatUntaken(sessions: SessionSource): SendRequest {
  return async (request) => {
    for (let failures = 1; ; failures++) {
      const attempt = new Attempt(sessions);
      try {
        return await attempt.send({ ...request, body: createAsyncIterable([request.body]) });
      } catch (error) {
        if (request.signal?.aborted || failures === MAX_TRIES || attempt.wasTaken) throw error;
      }
      // The first time, another server or a new connection may well be ready.
      if (failures > 1) await waitToRetry(failures - 1, request.signal);
    }
  };
}

/** One try, and what became of its stream. */
class Attempt {
  readonly send: UniversalClientFn;
  #stream: ClientHttp2Stream | undefined;
  #session: ClientHttp2Session | undefined;

  constructor(sessions: SessionSource) {
    const source: SessionSource = {
      authority: sessions.authority,
      request: async (...args) => {
        const stream = await sessions.request(...args);
        this.#stream = stream;
        // A stream that was closed no longer tells.
        this.#session = stream.session as ClientHttp2Session | undefined;
        return stream;
      },
      notifyResponseByteRead: (stream) => sessions.notifyResponseByteRead(stream),
    };
    this.send = createNodeHttpClient({ httpVersion: "2", sessionProvider: () => source });
  }

  /** Whether a server may have begun to work on the call. */
  get wasTaken(): boolean {
    const stream = this.#stream;
    if (stream === undefined || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return false;
    const last = this.#session && lastTakenStream(this.#session);
    return last === undefined || stream.id === undefined || stream.id <= last;
  }
}
