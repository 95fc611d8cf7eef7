import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@millrace/store-conformance/free-port";
import { Program } from "../program.ts";
import { type Attack, prepare, type Scale } from "./attacks.ts";
import { Probe, type ProbeReport } from "./probe.ts";

const SERVER = fileURLToPath(new URL("../../../../apps/server/src/main.ts", import.meta.url));
// How many answers of the probe make a row's "before" and "after".
const CALM_ANSWERS = 20;
const LOOK_EVERY_MS = 20;

/** What an attack did to a good client and to the server. */
export interface AttackRow {
  readonly attack: string;
  readonly sent: string;
  readonly before: ProbeReport;
  readonly during: ProbeReport;
  readonly after: ProbeReport;
  /** What the server's process held in memory, in bytes; 0 where the system does not tell. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
}

/** A server in a process of its own, and a good client of it. */
export class Target implements AsyncDisposable {
  readonly #port: number;
  readonly #server: Program;
  readonly #probe: Probe;

  private constructor(port: number, server: Program, probe: Probe) {
    this.#port = port;
    this.#server = server;
    this.#probe = probe;
  }

  /** Starts the server, which keeps its jobs in memory. */
  static async open(): Promise<Target> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const flags = ["--host", "127.0.0.1", "--port", `${port}`, "--store", "memory:"];
    const node = ["--conditions=@millrace/source", "--no-wasm-generic-wrapper"];
    const server = new Program(process.execPath, [...node, SERVER, ...flags]);
    const isReady = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok;
    while (!(await isReady())) {
      if (server.hasEnded) throw new Error(`the server has ended: ${server.errors}`);
      await pause();
    }
    await prepare(port);
    return new Target(port, server, new Probe(url));
  }

  /** Runs `attack` while the good client keeps calling. */
  async measure(attack: Attack, scale: Scale): Promise<AttackRow> {
    this.#probe.report();
    const before = await this.#calm();
    const memoryBefore = await this.#memory();
    let peak = memoryBefore;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        peak = Math.max(peak, await this.#memory());
        await pause();
      }
    })();
    const sent = await attack.run(this.#port, scale).finally(() => {
      isOver = true;
    });
    await watching;
    // What the attack has left in the server's queues counts as its time.
    while (this.#probe.answers === 0 && !this.#server.hasEnded) await pause();
    const during = this.#probe.report();
    const after = await this.#calm();
    const memory = { before: memoryBefore, peak, after: await this.#memory() };
    return { attack: attack.name, sent, before, during, after, memory };
  }

  async #calm(): Promise<ProbeReport> {
    while (this.#probe.answers < CALM_ANSWERS) {
      if (this.#server.hasEnded) throw new Error(`the server has ended: ${this.#server.errors}`);
      await pause();
    }
    return this.#probe.report();
  }

  async #memory(): Promise<number> {
    const status = await readFile(`/proc/${this.#server.pid}/status`, "utf8").catch(() => "");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#probe[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
