import type { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { CALL_MS } from "./access.ts";
import type { Engine } from "./engine.ts";
import type { Load } from "./load.ts";
import { LEASE_MS } from "./worker-process.ts";

/** What a fault befalls. */
export interface World {
  readonly engine: Engine;
  /** Between the engine and all that use it. */
  readonly proxy: TcpProxy;
  readonly load: Load;
  /** The type of the jobs that are enqueued now. */
  readonly type: string;
}

/** Something that goes wrong and ends again. */
export interface Fault {
  /** As a sentence about an engine that is called `what`. */
  readonly name: (what: string) => string;
  readonly befall: (world: World) => Promise<void>;
}

const SLOW_MS = 200;

export const FAULTS: readonly Fault[] = [
  {
    name: () => "a worker is killed",
    async befall({ load }) {
      await load.workers[0]?.end("SIGKILL");
      await load.startWorker();
    },
  },
  {
    name: () => "a worker is frozen past its leases, and thaws",
    async befall({ load, type }) {
      const [victim] = load.workers;
      victim?.freeze();
      const held = victim?.begun.filter((id) => !victim.completed.includes(id)) ?? [];
      await load.untilCompleted(type, held);
      victim?.thaw();
    },
  },
  {
    name: (what) => `${what} is restarted`,
    async befall({ engine }) {
      await engine.end("SIGTERM");
      await engine.start();
    },
  },
  {
    name: (what) => `${what} is killed, and started again`,
    async befall({ engine }) {
      await engine.end("SIGKILL");
      await engine.start();
    },
  },
  {
    name: (what) => `${what} is away for longer than a call waits`,
    async befall({ engine, load }) {
      await engine.end("SIGKILL");
      await load.outlast(CALL_MS);
      await engine.start();
    },
  },
  {
    name: (what) => `${what} is frozen for longer than a lease`,
    async befall({ engine, load }) {
      engine.freeze();
      await load.outlast(LEASE_MS);
      engine.thaw();
    },
  },
  {
    name: () => "all connections are cut, three times",
    async befall({ proxy, load }) {
      for (let i = 0; i < 3; i++) {
        proxy.cut();
        await load.untilAllComplete(1);
      }
    },
  },
  {
    name: () => "all connections are half closed: one side does not hear of it",
    async befall({ proxy }) {
      proxy.halfClose();
    },
  },
  {
    name: () => "the network is slow",
    async befall({ proxy, load }) {
      proxy.weather = { kind: "slow", delayMs: SLOW_MS };
      await load.untilAllComplete(10);
      proxy.weather = { kind: "fair" };
    },
  },
  {
    name: () => "the network is silent for longer than a lease",
    async befall({ proxy, load }) {
      proxy.weather = { kind: "silent" };
      await load.outlast(LEASE_MS);
      proxy.weather = { kind: "fair" };
    },
  },
];
