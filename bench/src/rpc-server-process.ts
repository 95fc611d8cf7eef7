import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** What a server has used so far. */
export interface RpcServerUse {
  readonly cpuMs: number;
  /** In use after a collection of garbage, what lies outside of the heap included. */
  readonly heapBytes: number;
}

/** A server of `rpc-server.ts` in a process of its own. */
export class RpcServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(args: readonly string[]): Promise<RpcServerProcess> {
    const child = fork(new URL("./rpc-server.ts", import.meta.url), args, {
      execArgv: ["--conditions=@millrace/source", "--expose-gc", "--min-semi-space-size=16"],
    });
    const [port] = (await once(child, "message")) as [number];
    return new RpcServerProcess(child, port);
  }

  async use(): Promise<RpcServerUse> {
    this.#child.send("use");
    const [use] = (await once(this.#child, "message")) as [RpcServerUse];
    return use;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
