import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import type { ProcessEngine, ProxiedEngine } from "./engine.ts";

/** Puts a proxy before an engine, which is disposed of with it. */
export async function behindProxy(engine: ProcessEngine): Promise<ProxiedEngine> {
  await using opened = new AsyncDisposableStack();
  opened.use(engine);
  const proxy = opened.use(await TcpProxy.start(engine.url));
  const parts = opened.move();
  return {
    url: proxy.url,
    proxy,
    durability: engine.durability,
    mayHaveLost: (at) => engine.mayHaveLost(at),
    start: () => engine.start(),
    end: (signal) => engine.end(signal),
    freeze: () => engine.freeze(),
    thaw: () => engine.thaw(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
