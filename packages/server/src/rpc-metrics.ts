import { CellHistogram, type HistogramCell } from "@millrace/metrics";
import { Gauge, type Registry } from "prom-client";
import type { CallRecord } from "./call-log.ts";

/** Those of OpenTelemetry's conventions for RPCs. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** What OpenTelemetry's conventions call the protocols that they know. */
const SYSTEMS: { readonly [protocol: string]: string } = {
  connect: "connectrpc",
  "grpc-web": "grpc",
};

/** Counts and times a server's RPCs. */
export class RpcMetrics {
  readonly #seconds: CellHistogram;
  /** By protocol, method and code. */
  readonly #cells = new Map<string, HistogramCell>();
  readonly #streams: Gauge<"method">;

  constructor(register: Registry) {
    this.#seconds = new CellHistogram({
      name: "rpc_server_call_duration_seconds",
      help: "RPCs that have ended; that of a stream is its life, and that of a lease includes its wait for jobs",
      labelNames: ["rpc_system_name", "rpc_method", "rpc_status_code"],
      buckets: SECONDS,
      register,
    });
    this.#streams = new Gauge({
      name: "millrace_streams",
      help: "Streams that are open",
      labelNames: ["method"],
      registers: [register],
    });
  }

  ended({ protocol, service, method, code, durationMs }: CallRecord): void {
    const key = `${protocol} ${service}/${method} ${code}`;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = this.#seconds.cell({
        rpc_system_name: SYSTEMS[protocol] ?? protocol,
        rpc_method: `${service}/${method}`,
        rpc_status_code: code.toUpperCase(),
      });
      this.#cells.set(key, cell);
    }
    cell.observe(durationMs / 1000);
  }

  /** A stream begins; what is returned is called at its end. */
  streamBegins(service: string, method: string): () => void {
    const labels = { method: `${service}/${method}` };
    this.#streams.inc(labels);
    return () => this.#streams.dec(labels);
  }
}
