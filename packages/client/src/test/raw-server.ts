import { once } from "node:events";
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from "node:http2";
import type { AddressInfo } from "node:net";

/** What a stream came to, as its server saw it. */
export interface SeenStream {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The session's number, from 0. */
  readonly session: number;
  /** The code of the reset that ended it; 0 when it ended in good order. */
  rstCode: number | undefined;
}

interface RawServerOptions {
  readonly settings?: Settings;
  readonly host?: string;
  readonly port?: number;
}

/** An HTTP/2 server without manners of its own: its handler has the bare streams. */
export class RawServer implements AsyncDisposable {
  readonly streams: SeenStream[] = [];
  readonly sessions: ServerHttp2Session[] = [];
  readonly #server: Http2Server;

  private constructor(server: Http2Server) {
    this.#server = server;
  }

  static async start(
    answer: (stream: ServerHttp2Stream, path: string, number: number) => void,
    { settings = {}, host = "127.0.0.1", port = 0 }: RawServerOptions = {},
  ): Promise<RawServer> {
    const http = createServer({ settings });
    const server = new RawServer(http);
    http.on("session", (session) => {
      server.sessions.push(session);
      session.on("error", () => {});
    });
    http.on("stream", (stream, headers) => {
      const session = server.sessions.indexOf(stream.session as ServerHttp2Session);
      const path = String(headers[":path"]);
      const seen: SeenStream = { path, headers, session, rstCode: undefined };
      server.streams.push(seen);
      stream.on("error", () => {});
      stream.once("close", () => {
        seen.rstCode = stream.rstCode;
      });
      stream.resume();
      answer(stream, path, server.streams.length - 1);
    });
    http.listen(port, host);
    await once(http, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions) session.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Answers a unary call with `message`, encoded. */
export function answerWith(stream: ServerHttp2Stream, message: Uint8Array): void {
  stream.respond({ ":status": 200, "content-type": "application/proto" });
  stream.end(message);
}
