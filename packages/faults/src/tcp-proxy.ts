import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** How a {@link TcpProxy} passes bytes on. */
export type Weather =
  | { readonly kind: "fair" }
  /** Every piece of data arrives so much later, in either direction. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Connections stay open, and nothing passes before the weather changes. */
  | { readonly kind: "silent" };

/** Faults on the way to a server: every connection goes through here. */
export class TcpProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  #weather: Weather = { kind: "fair" };

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#serve(near));
  }

  /** Starts a proxy before the server at `target`, on a free port of 127.0.0.1. */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** The target's URL, by way of the proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href.replace(/\/$/, "");
  }

  set weather(weather: Weather) {
    this.#weather = weather;
    for (const { near, far } of this.#pairs) {
      for (const socket of [near, far]) {
        if (weather.kind === "silent") socket.pause();
        else socket.resume();
      }
    }
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

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  #serve(near: Socket): void {
    const far = connect({
      host: this.#target.hostname,
      port: Number(this.#target.port),
      allowHalfOpen: true,
    });
    const pair = { near, far };
    this.#pairs.add(pair);
    this.#pass(near, far);
    this.#pass(far, near);
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

  #pass(from: Socket, to: Socket): void {
    let waiting = 0;
    let delayMs = 0;
    from.setNoDelay(true);
    from.on("data", (data) => {
      const write = () => to.writable && to.write(data);
      if (this.#weather.kind === "slow") ({ delayMs } = this.#weather);
      else if (waiting === 0) {
        write();
        return;
      }
      // Also in fair weather, what comes after slow data must not overtake it.
      waiting++;
      setTimeout(() => {
        waiting--;
        write();
      }, delayMs);
    });
    if (this.#weather.kind === "silent") from.pause();
  }
}
