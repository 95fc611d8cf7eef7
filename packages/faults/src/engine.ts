import type { Durability } from "@millrace/core";
import type { TcpProxy } from "@millrace/store-conformance/tcp-proxy";

/** What holds the jobs. */
export interface Engine extends AsyncDisposable {
  /** Where producers and workers reach it. */
  readonly url: string;
  /** What its producers ask for. */
  readonly durability: Durability;
  /**
   * Whether a write that was acknowledged at `at`, a time of `performance.now()`, and of which no
   * replica had said that it has it, may be gone by what the store's documentation says.
   */
  mayHaveLost(at: number): boolean;
}

/** An engine that is one process, over data that outlive it. */
export interface ProcessEngine extends Engine {
  /** Starts it over the data that it has left; resolves when it serves. */
  start(): Promise<void>;
  /** Ends it; SIGTERM lets it close its files. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** A process that is reached by way of a proxy. */
export interface ProxiedEngine extends ProcessEngine {
  readonly proxy: TcpProxy;
}

/** A master with replicas, one of which takes over when it is gone. It becomes a replica in its turn. */
export interface ReplicatedEngine extends Engine {
  /** Kills the master, and starts it again once a replica has taken over. */
  killMaster(): Promise<void>;
  /** Freezes the master until a replica has taken over. When it thaws, it still acts as the master. */
  freezeMaster(): Promise<void>;
  /** Has a replica take over while all is well. */
  changeMaster(): Promise<void>;
}
