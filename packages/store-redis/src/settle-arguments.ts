import type { Outcome, Settlement } from "@millrace/core";
import { asBuffer, type Value } from "./job-hash.ts";

/** The arguments of `settle.lua` but for the first, and the places of the first leases and of the other items. */
export function settleArgs(items: readonly Settlement[]): {
  readonly args: Value[];
  readonly first: readonly number[];
  readonly others: readonly number[];
} {
  const first: number[] = [];
  const others: number[] = [];
  items.forEach(({ token, outcome }, place) => {
    const isPlain =
      token === 1 &&
      outcome.kind === "completed" &&
      outcome.result === undefined &&
      outcome.tellsRun === undefined;
    (isPlain ? first : others).push(place);
  });
  const args: Value[] = ["", Math.random(), first.length];
  for (const place of first) args.push((items[place] as Settlement).jobId);
  for (const place of others) {
    const { jobId, token, outcome } = items[place] as Settlement;
    args.push(jobId, token, ...outcomeArgs(outcome));
  }
  return { args, first, others };
}

function outcomeArgs(outcome: Outcome): [kind: Value, Value, Value] {
  const { kind } = outcome;
  switch (kind) {
    case "completed": {
      const { result, tellsRun } = outcome;
      const bytes = result === undefined ? "" : asBuffer(result);
      if (tellsRun === undefined) return [kind, result === undefined ? "" : "1", bytes];
      const marked = result === undefined ? "" : Buffer.concat([Buffer.from("1"), result]);
      return ["telling", tellsRun, marked];
    }
    case "failed": {
      const { message, details, permanent, retryAfterMs } = outcome;
      const how = permanent ? "permanent" : (retryAfterMs ?? "");
      return [kind, JSON.stringify({ message, details }), how];
    }
    case "snoozed":
      return [kind, outcome.delayMs, ""];
    case "throttled":
      if (outcome.scope === "JOB") return ["snoozed", outcome.retryAfterMs, ""];
      return [kind, outcome.retryAfterMs, outcome.scope];
    case "released":
      return [kind, outcome.started ? "1" : "", ""];
  }
}
