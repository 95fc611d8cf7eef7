import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The first byte of a message NotificationResponse. */
const NOTIFICATION = "A".charCodeAt(0);

/** A proxy before a Postgres, which loses answers, or everything. */
export class PostgresProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How many answers come before the one that is cut. */
  #answersLeft = Number.POSITIVE_INFINITY;
  #losesNotifications = false;
  #silent = false;
  #port = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(target: string): Promise<PostgresProxy> {
    const proxy = new PostgresProxy(target);
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

  /**
   * The next statement reaches Postgres, and the connection breaks before its answer comes back; with
   * `after`, one that follows that many answers.
   */
  cutNextAnswer({ after = 0 }: { after?: number } = {}): void {
    this.#answersLeft = after;
  }

  /** Connections that listen are heard by Postgres, but do not hear notifications. */
  loseNotifications(): void {
    this.#losesNotifications = true;
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
    const upstream = connect(Number(this.#target.port || 5432), this.#target.hostname);
    for (const end of [socket, upstream]) {
      this.#sockets.add(end);
      end.on("error", () => {});
      end.on("close", () => this.#sockets.delete(end));
    }
    socket.on("close", () => upstream.destroy());
    upstream.on("close", () => socket.destroy());
    socket.on("data", (data) => upstream.write(data));
    upstream.on("data", (data) => {
      if (this.#answersLeft === 0) {
        this.#answersLeft = Number.POSITIVE_INFINITY;
        socket.destroy();
        return;
      }
      this.#answersLeft--;
      // A notification comes by itself, not with an answer.
      if (this.#losesNotifications && data[0] === NOTIFICATION) return;
      socket.write(data);
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
