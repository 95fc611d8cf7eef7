import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** How a {@link TcpProxy} passes bytes on. */
export type NetworkMode =
  | { readonly kind: "normal" }
  /** Every piece of data arrives so much later, in either direction. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Connections stay open, and nothing passes before the mode changes. */
  | { readonly kind: "paused" }
  /** Connections stay open, and whatever is sent is lost, on those that have seen it for good. */
  | { readonly kind: "blackhole" };

/** A client's connection, and the one that leads on to the server. */
interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  isBlackhole: boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  "http:": 80,
  "postgres:": 5432,
  "postgresql:": 5432,
  "redis:": 6379,
};

/** Faults on the way to a server: every connection goes through here. */
export class TcpProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #mode: NetworkMode = { kind: "normal" };
  #port = 0;
  /** How many answers come before the one that is lost. */
  #answersLeft = Number.POSITIVE_INFINITY;
  #isLost: (answer: Buffer) => boolean = () => false;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#serve(near));
  }

  /** Starts a proxy before the server at `target`, on a free port of 127.0.0.1. */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.listen();
    return proxy;
  }

  /** The target's URL, by way of the proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href.replace(/\/$/, "");
  }

  set mode(mode: NetworkMode) {
    this.#mode = mode;
    for (const pair of this.#pairs) {
      if (mode.kind === "blackhole") pair.isBlackhole = true;
      for (const socket of [pair.near, pair.far]) {
        if (mode.kind === "paused") socket.pause();
        else socket.resume();
      }
    }
  }

  /** Begins to listen, on the same port as before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses new connections, and ends those that there are. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
    await closed;
  }

  /** Breaks every connection, with a reset on both sides. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Breaks every connection on the server's side; clients hear nothing of it. */
  halfClose(): void {
    for (const { far } of this.#pairs) far.resetAndDestroy();
  }

  /**
   * What is asked next reaches the server, and its connection breaks before the answer comes back;
   * with `after`, what is asked when that many pieces of data have come from the server.
   */
  loseNextAnswer({ after = 0 }: { after?: number } = {}): void {
    this.#answersLeft = after;
  }

  /** From now on, the pieces of data from the server for which `isLost` holds never arrive. */
  loseAnswers(isLost: (answer: Buffer) => boolean): void {
    this.#isLost = isLost;
  }

  /** Lets that many more pieces of data come from the server; then the mode is `blackhole`, and this resolves. */
  turnVoid({ after }: { after: number }): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = after;
    this.#isLost = () => {
      if (left-- > 0) return false;
      this.#isLost = () => false;
      this.mode = { kind: "blackhole" };
      resolve();
      return true;
    };
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #serve(near: Socket): void {
    const { hostname, port, protocol } = this.#target;
    const far = connect({
      host: hostname,
      port: Number(port || DEFAULT_PORTS[protocol]),
      allowHalfOpen: true,
    });
    const pair = { near, far, isBlackhole: this.#mode.kind === "blackhole" };
    this.#pairs.add(pair);
    this.#pass(pair, near, far);
    this.#pass(pair, far, near);
    near.once("close", () => {
      this.#pairs.delete(pair);
      far.destroy();
    });
    // A server that cannot be reached, or ends the connection, is heard of; one that is half closed
    // is not.
    far.once("end", () => near.end());
    far.on("error", () => near.resetAndDestroy());
    near.once("end", () => far.end());
    near.on("error", () => {
      // Its close follows.
    });
  }

  #pass(pair: Pair, from: Socket, to: Socket): void {
    let waiting = 0;
    let delayMs = 0;
    from.setNoDelay(true);
    from.on("data", (data) => {
      if (from === pair.far && this.#loses(data, pair)) return;
      const write = () => !pair.isBlackhole && to.writable && to.write(data);
      if (this.#mode.kind === "slow") ({ delayMs } = this.#mode);
      else if (waiting === 0) {
        write();
        return;
      }
      // Also in the normal mode, what comes after slow data must not overtake it.
      waiting++;
      setTimeout(() => {
        waiting--;
        write();
      }, delayMs);
    });
    if (this.#mode.kind === "paused") from.pause();
  }

  /** Whether an answer is one that a client must not hear. */
  #loses(answer: Buffer, { near, isBlackhole }: Pair): boolean {
    if (isBlackhole || this.#isLost(answer)) return true;
    if (this.#answersLeft-- > 0) return false;
    this.#answersLeft = Number.POSITIVE_INFINITY;
    near.destroy();
    return true;
  }
}
