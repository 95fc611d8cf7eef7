import { MillraceError } from "@millrace/core";
import type { Machine } from "./machine.ts";
import type { Random } from "./random.ts";
import type { NetworkFaultPlan, Schedule } from "./schedule.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

/** What becomes of a call. `late`: its caller gives up, and it arrives later. */
export type Fate = "ok" | "lost" | "answerLost" | "duplicated" | "late";

const FAULTS = ["lost", "answerLost", "duplicated", "late"] as const;
/** How long a caller waits for an answer that does not come. */
const PATIENCE_MS = [5, 200, 2_000];
const LONGEST_WAY_MS = 20;
const FAULTLESS_WAY_MS = 3;
/** How much later a late call arrives than its caller gives up. */
const LATEST_MS = 3_000;

/** Carries calls to the store and their answers back, and loses, repeats and delays some. */
export class Network {
  readonly #timeline: Timeline;
  readonly #trace: Trace;
  readonly #faults: readonly NetworkFaultPlan[];
  readonly #faultless: boolean;

  constructor(
    { faults, faultless }: Pick<Schedule, "faults" | "faultless">,
    timeline: Timeline,
    trace: Trace,
  ) {
    this.#timeline = timeline;
    this.#trace = trace;
    this.#faultless = faultless;
    this.#faults = faults.filter((fault) => fault.kind === "network");
  }

  /** What becomes of a call that begins now; `worker` is its caller, or nobody in particular. */
  fate(random: Random, worker?: number): Fate {
    const now = this.#timeline.elapsedMs;
    for (const plan of this.#faults) {
      if (now < plan.atMs || now >= plan.untilMs) continue;
      if (plan.worker !== "all" && plan.worker !== worker) continue;
      for (const fault of FAULTS) if (random.chance(plan[fault])) return fault;
    }
    return "ok";
  }

  /** How long the way to the store takes, or the way back. Without faults, calls keep their order. */
  wayMs(random: Random): number {
    return this.#faultless ? FAULTLESS_WAY_MS : random.int(1, LONGEST_WAY_MS);
  }

  /**
   * A call by `machine`, whose effect is `send`.
   *
   * @throws MillraceError `UNAVAILABLE` when no answer comes. After a crash it never ends.
   */
  call<Answer>(
    name: string,
    machine: Machine,
    random: Random,
    send: () => Promise<Answer>,
    worker?: number,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const timeline = this.#timeline;
    const fate = this.fate(random, worker);
    if (fate !== "ok") this.#trace.note(`${machine.name}: a ${name} call is ${WORDS[fate]}`);
    const arrive = (answers: boolean) => {
      const back = (settle: () => void) => {
        if (answers) timeline.setTimer(this.wayMs(random), () => machine.happen(settle));
      };
      send().then(
        (answer) => back(() => resolve(answer)),
        (error) => back(() => reject(error)),
      );
    };
    const wayMs = this.wayMs(random);
    if (fate === "ok" || fate === "duplicated") {
      timeline.setTimer(wayMs, () => arrive(true));
      if (fate === "duplicated") timeline.setTimer(this.wayMs(random), () => arrive(true));
      return promise;
    }
    const patienceMs = random.pick(PATIENCE_MS);
    timeline.setTimer(wayMs + patienceMs, () => machine.happen(() => reject(noAnswer())));
    if (fate === "answerLost") timeline.setTimer(wayMs, () => arrive(false));
    if (fate === "late") {
      timeline.setTimer(wayMs + patienceMs + random.int(1, LATEST_MS), () => arrive(false));
    }
    return promise;
  }
}

const WORDS: Readonly<Record<Exclude<Fate, "ok">, string>> = {
  lost: "lost",
  answerLost: "carried out, and its answer lost",
  duplicated: "delivered twice",
  late: "given up, and delivered later",
};

function noAnswer(): MillraceError {
  return new MillraceError("UNAVAILABLE", "no answer");
}
