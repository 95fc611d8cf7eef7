import http2 from "node:http2";

/** Unary gRPC. */
export const GRPC_TYPE = "application/grpc";
/** The same for every server, and so odd that a Millrace server leaves it to Connect's handlers. */
export const CONNECT_TYPE = "application/GRPC";

const HEAD_BYTES = 5;

/**
 * Unary gRPC with next to nothing around it, so that the server is what takes the time: a client of the
 * usual kind takes more of it than the server does.
 */
export class RpcCaller {
  readonly #session: http2.ClientHttp2Session;
  readonly #contentType: string;

  constructor(port: number, contentType = GRPC_TYPE) {
    this.#session = http2.connect(`http://127.0.0.1:${port}`);
    this.#contentType = contentType;
  }

  /** Resolves with the size of the answer. */
  call(path: string, message: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const stream = this.#session.request({
        ":method": "POST",
        ":path": path,
        "content-type": this.#contentType,
        te: "trailers",
      });
      let bytes = 0;
      let status: string | undefined;
      const note = (headers: http2.IncomingHttpHeaders) => {
        status ??= headers["grpc-status"]?.toString();
      };
      stream.on("response", note);
      stream.on("trailers", note);
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      stream.on("end", () => {
        if (status === "0") resolve(bytes);
        else reject(new Error(`${path} answered with status ${status}`));
      });
      stream.on("error", reject);
      const body = Buffer.alloc(HEAD_BYTES + message.length);
      body.writeUInt32BE(message.length, 1);
      body.set(message, HEAD_BYTES);
      stream.end(body);
    });
  }

  close(): void {
    this.#session.destroy();
  }
}
