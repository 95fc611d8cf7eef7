import { fileURLToPath } from "node:url";
import { Program } from "@millrace/faults";

const PROBE = fileURLToPath(new URL("./memory-probe.ts", import.meta.url));
const NODE = ["--conditions=@millrace/source", "--no-wasm-generic-wrapper", "--expose-gc"];

/** What a process holds: bytes of heap without garbage, bytes in all, file descriptors. */
export interface ProcessSample {
  readonly heap: number;
  readonly memory: number;
  readonly files: number;
}

/** A TypeScript program in a process of its own, which tells what it holds. Linux only. */
export class ProbedProgram extends Program {
  #sample: ProcessSample | undefined;

  constructor(file: string, args: readonly string[]) {
    super(process.execPath, [...NODE, "--import", PROBE, file, ...args], (line) => {
      if (line.startsWith("probe ")) this.#sample = JSON.parse(line.slice("probe ".length));
    });
  }

  /** What it held within the last seconds; `undefined` before it has told. */
  get sample(): ProcessSample | undefined {
    return this.#sample;
  }
}
