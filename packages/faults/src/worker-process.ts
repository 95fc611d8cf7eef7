import { fileURLToPath } from "node:url";
import { until } from "@millrace/store-conformance/until";
import { Program } from "./program.ts";
import type { Start } from "./start.ts";

/** How long leases last there. */
export const LEASE_MS = 1_000;
const PROGRAM = fileURLToPath(new URL("./worker-program.ts", import.meta.url));
const PATIENCE_MS = 30_000;

/** A worker in a process of its own, and what it has said of its jobs. */
export class WorkerProcess extends Program {
  /** The ids of jobs that its handler has begun, completed, or lost, in order. */
  readonly begun: string[] = [];
  /** The same, with times. */
  readonly starts: Start[] = [];
  readonly completed: string[] = [];
  readonly leaseLost: string[] = [];
  readonly #completedAt = new Map<string, number>();
  #hasStarted = false;

  constructor(url: string, types: readonly string[]) {
    const args = ["--conditions=@millrace/source", PROGRAM, url, ...types];
    super(process.execPath, args, (line) => this.#hear(line));
  }

  /** Waits until it leases jobs. */
  async started(): Promise<void> {
    await until("a worker starts", PATIENCE_MS, () => {
      if (this.hasEnded) throw new Error(`a worker has ended: ${this.errors}`);
      return this.#hasStarted;
    });
  }

  /** When it first said that it has completed a job, or infinity when it has not. */
  completedAt(id: string): number {
    return this.#completedAt.get(id) ?? Number.POSITIVE_INFINITY;
  }

  #hear(line: string): void {
    const [event, id = "", leasedAt, at] = line.split(" ");
    if (event === "started") this.#hasStarted = true;
    if (event === "completed" && !this.#completedAt.has(id)) {
      this.#completedAt.set(id, performance.now());
    }
    if (event === "begun") this.starts.push({ id, leasedAt: Number(leasedAt), at: Number(at) });
    if (event === "begun" || event === "completed" || event === "leaseLost") this[event].push(id);
  }
}
