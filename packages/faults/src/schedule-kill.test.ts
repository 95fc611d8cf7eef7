import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { POSTGRES } from "./postgres-engine.ts";
import { Program } from "./program.ts";
import { REDIS } from "./redis-engine.ts";
import { ScheduledLoad } from "./scheduled-load.ts";

const TICKER = fileURLToPath(new URL("./ticker-program.ts", import.meta.url));
const TICKERS = 3;
const KILLS = 4;
// Longer than the load waits for anything, so that it can say what it has waited for.
vi.setConfig({ testTimeout: 120_000 });

/** Starts a ticker, and another one in its place when it is killed, which it is as it fires; so many times in all. */
class Tickers implements AsyncDisposable {
  readonly #url: string;
  readonly #running = new Set<Program>();
  kills = 0;

  constructor(url: string) {
    this.#url = url;
    for (let place = 0; place < TICKERS; place++) this.#start();
  }

  #start(): void {
    const program = new Program(
      process.execPath,
      ["--conditions=@millrace/source", TICKER, this.#url],
      (line) => {
        if (line !== "fires" || this.kills === KILLS || !this.#running.delete(program)) return;
        this.kills++;
        void program.end("SIGKILL");
        this.#start();
      },
    );
    this.#running.add(program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.end("SIGKILL")));
  }
}

test.for([REDIS, POSTGRES])(
  "each time of a schedule fires once on $name though who fires it is killed at that moment",
  async (kind, context) => {
    if (kind.missing !== undefined) return context.skip(kind.missing);
    await using engine = await kind.open();
    await using scheduled = await ScheduledLoad.open(engine.url);
    await using tickers = new Tickers(engine.url);
    await expect.poll(() => tickers.kills, { timeout: 60_000 }).toBe(KILLS);
    const { fired, broken } = await scheduled.audit({ isCaughtUp: true });
    expect(broken).toEqual([]);
    expect(fired).toBeGreaterThanOrEqual(KILLS);
  },
);
