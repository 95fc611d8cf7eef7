import { observed, type Store, steadyClock } from "@millrace/core";
import { MetricsPage, newRegistry } from "@millrace/metrics";
import { Gauge, type Registry } from "prom-client";
import { showOperations } from "./operation-metrics.ts";
import type { ConnectionCounts } from "./port-listener.ts";
import { showQueues } from "./queue-metrics.ts";
import { RpcMetrics } from "./rpc-metrics.ts";
import { StoreMetrics } from "./store-metrics.ts";

export interface MetricsOptions {
  /** A port that shows the metrics and nothing else, 0 for any free one. Defaults to the server's own. */
  readonly port?: number | undefined;
  /** The address of that port. Defaults to that of the server. */
  readonly host?: string | undefined;
  /**
   * Where the metrics are registered, for whoever has a registry already. Defaults to a new one, with
   * those of the process and of Node besides.
   */
  readonly register?: Registry | undefined;
}

/** All that a server tells Prometheus. */
export class ServerMetrics {
  readonly page: MetricsPage;
  readonly rpc: RpcMetrics;
  readonly #stores: StoreMetrics;
  readonly #storeUp: Gauge;
  readonly #register: Registry;
  readonly #observed = new WeakMap<Store, Store>();

  constructor(version: string, store: Store, register: Registry = newRegistry()) {
    this.#register = register;
    this.page = new MetricsPage({ register });
    this.#stores = new StoreMetrics(register, steadyClock.now);
    this.rpc = new RpcMetrics(register);
    const observed = this.observe(store);
    showQueues(register, observed, steadyClock);
    showOperations(register, observed, steadyClock);
    this.#storeUp = new Gauge({
      name: "millrace_store_up",
      help: "Whether the store answers and takes jobs, by the server's own checks: 1 or 0",
      registers: [register],
    });
    const info = new Gauge({
      name: "millrace_build_info",
      help: "1; its labels say what this server is",
      labelNames: ["version", "store"],
      registers: [register],
    });
    info.set({ version, store: store.kind }, 1);
  }

  /** `store`, with each of its calls counted and timed. */
  observe(store: Store): Store {
    const known = this.#observed.get(store);
    if (known !== undefined) return known;
    const { kind } = store;
    const made = observed(store, (call) => this.#stores.begins(kind, call));
    this.#observed.set(store, made);
    return made;
  }

  storeIsUp(isUp: boolean): void {
    this.#storeUp.set(isUp ? 1 : 0);
  }

  /** Shows what `count` says at the time of a scrape. */
  showConnections(count: () => ConnectionCounts): void {
    new Gauge({
      name: "millrace_connections",
      help: "Connections that are open",
      labelNames: ["protocol"],
      registers: [this.#register],
      collect() {
        for (const [protocol, open] of Object.entries(count())) this.set({ protocol }, open);
      },
    });
  }
}
