import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A pooler that takes no settings at the start of a session, as PgBouncer answers them. */
export class SettingsRefuser implements AsyncDisposable {
  /** How many sessions it has refused. */
  refused = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((near) => this.#serve(near));
  }

  static async start(target: string): Promise<SettingsRefuser> {
    const refuser = new SettingsRefuser(target);
    await new Promise<void>((resolve) => refuser.#server.listen(0, "127.0.0.1", resolve));
    return refuser;
  }

  /** The target's URL, by way of it. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(near: Socket): void {
    this.#track(near);
    near.once("data", (start) => {
      if (start.includes("\0options\0")) {
        this.refused++;
        near.end(errorResponse("08P01", "unsupported startup parameter: options"));
        return;
      }
      const far = connect(Number(this.#target.port), this.#target.hostname);
      this.#track(far);
      far.write(start);
      near.pipe(far).pipe(near);
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }
}

/** The message ErrorResponse: its fields, each with a letter in front. */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from("E____");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
