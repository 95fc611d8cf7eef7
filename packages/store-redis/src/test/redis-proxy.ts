import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A proxy before a Redis, which loses answers, or everything. */
export class RedisProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cutNextAnswer = false;
  #silent = false;
  #port = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(target: string): Promise<RedisProxy> {
    const proxy = new RedisProxy(target);
    await proxy.listen();
    return proxy;
  }

  /** Where the proxy listens, with the target's database. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Begins to listen, on the same port as before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses new connections, and breaks those that there are. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The next command reaches Redis, and the connection breaks before its answer comes back. */
  cutNextAnswer(): void {
    this.#cutNextAnswer = true;
  }

  /** Every connection that there is, or that comes, stays open and says nothing ever again. */
  silence(): void {
    this.#silent = true;
    for (const socket of this.#sockets) mute(socket);
  }

  /** New connections are served again. */
  serve(): void {
    this.#silent = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #serve(socket: Socket): void {
    const upstream = connect(Number(this.#target.port || 6379), this.#target.hostname);
    for (const end of [socket, upstream]) {
      this.#sockets.add(end);
      end.on("error", () => {});
      end.on("close", () => this.#sockets.delete(end));
    }
    socket.on("close", () => upstream.destroy());
    upstream.on("close", () => socket.destroy());
    socket.on("data", (data) => upstream.write(data));
    upstream.on("data", (data) => {
      if (this.#cutNextAnswer) {
        this.#cutNextAnswer = false;
        socket.destroy();
      } else {
        socket.write(data);
      }
    });
    if (this.#silent) {
      mute(socket);
      mute(upstream);
    }
  }
}

function mute(socket: Socket): void {
  socket.removeAllListeners("data");
  socket.on("data", () => {});
}
