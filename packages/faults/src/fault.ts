import { CALL_MS } from "./access.ts";
import type { Engine, ProcessEngine, ProxiedEngine, ReplicatedEngine } from "./engine.ts";
import type { Load } from "./load.ts";
import { LEASE_MS } from "./worker-process.ts";

/** What a fault is injected into. */
export interface World<On extends Engine = Engine> {
  readonly engine: On;
  readonly load: Load;
}

/** Something that goes wrong and ends again. */
export interface Fault<On extends Engine = Engine> {
  /** As a sentence about an engine that is called `what`. */
  readonly name: (what: string) => string;
  inject(world: World<On>): Promise<void>;
}

const SLOW_MS = 50;

/** Those of the workers. */
export const WORKER_FAULTS: readonly Fault[] = [
  {
    name: () => "a worker is killed",
    async inject({ load }) {
      await load.workers[0]?.end("SIGKILL");
      await load.startWorker();
    },
  },
  {
    name: () => "a worker is frozen past its leases, and thaws",
    async inject({ load }) {
      const [victim] = load.workers;
      victim?.freeze();
      try {
        const held = victim?.begun.filter((id) => !victim.completed.includes(id)) ?? [];
        await load.untilEnded(held);
      } finally {
        victim?.thaw();
      }
    },
  },
];

/** An engine that is one process dies. */
export const KILL: Fault<ProcessEngine> = {
  name: (what) => `${what} is killed, and started again`,
  async inject({ engine }) {
    await engine.end("SIGKILL");
    await engine.start();
  },
};

/** Those of an engine that is one process. */
export const PROCESS_FAULTS: readonly Fault<ProcessEngine>[] = [
  {
    name: (what) => `${what} is restarted`,
    async inject({ engine }) {
      await engine.end("SIGTERM");
      await engine.start();
    },
  },
  KILL,
  {
    name: (what) => `${what} is away for longer than a call waits`,
    async inject({ engine, load }) {
      await engine.end("SIGKILL");
      await load.outlast(CALL_MS);
      await engine.start();
    },
  },
  {
    name: (what) => `${what} is frozen for longer than a lease`,
    async inject({ engine, load }) {
      engine.freeze();
      try {
        await load.outlast(LEASE_MS);
      } finally {
        engine.thaw();
      }
    },
  },
];

/** Those of the network. */
export const NETWORK_FAULTS: readonly Fault<ProxiedEngine>[] = [
  {
    name: () => "all connections are cut, three times",
    async inject({ engine: { proxy }, load }) {
      for (let i = 0; i < 3; i++) {
        proxy.cut();
        await load.untilAllComplete(1);
      }
    },
  },
  {
    name: () => "all connections are half closed: one side does not hear of it",
    async inject({ engine: { proxy } }) {
      proxy.halfClose();
    },
  },
  {
    name: () => "the network is slow",
    async inject({ engine: { proxy }, load }) {
      proxy.mode = { kind: "slow", delayMs: SLOW_MS };
      try {
        await load.untilAllComplete(10);
        // New connections must come about in it, too.
        proxy.cut();
        await load.untilAllComplete(10);
      } finally {
        proxy.mode = { kind: "normal" };
      }
    },
  },
  {
    name: () => "the network is silent for longer than a lease",
    async inject({ engine: { proxy }, load }) {
      proxy.mode = { kind: "paused" };
      try {
        await load.outlast(LEASE_MS);
      } finally {
        proxy.mode = { kind: "normal" };
      }
    },
  },
];

/** Those of an engine with replicas. */
export const MASTER_FAULTS: readonly Fault<ReplicatedEngine>[] = [
  {
    name: (what) => `${what} is killed, and a replica takes over`,
    inject: ({ engine }) => engine.killMaster(),
  },
  {
    name: (what) => `${what} is frozen until a replica has taken over, and thaws`,
    inject: ({ engine }) => engine.freezeMaster(),
  },
  {
    name: (what) => `${what} and a replica change places`,
    inject: ({ engine }) => engine.changeMaster(),
  },
];
