import { durationMs, type KeyOrder, type Rate } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { readValue } from "../option-values.ts";
import { LIMITS_VIEW } from "../output/queue-view.ts";
import { QUEUE_LIMITS } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_LIMITS> = async ({ arguments: [type], ...call }) => {
  const { maxRunning, rate, burst, order, none } = call.options;
  const isSet = [maxRunning, rate, burst, order].some((given) => given !== undefined);
  if (none && isSet) {
    throw usageError("--none excludes all limits", "give the one that is meant");
  }
  const given = rate === undefined ? undefined : readRate(rate);
  const { queues } = await call.connect();
  let queue = none ? await queues.setLimits(type, {}) : await queues.get(type);
  if (isSet) {
    const { limits = {} } = queue;
    const next = given ?? limits.rate;
    if (burst !== undefined && next === undefined) {
      throw usageError("--burst is part of a rate", "give --rate, too");
    }
    queue = await queues.setLimits(type, {
      ...limits,
      ...(maxRunning !== undefined && { maxRunning }),
      ...(order !== undefined && { order: order.toUpperCase() as KeyOrder }),
      ...(next && { rate: burst === undefined ? next : { ...next, burst } }),
    });
  }
  await call.output.item(queue, LIMITS_VIEW);
};

/** A number of starts, and a length of time, such as `100/1m`. */
function readRate(text: string): Rate {
  const { flags } = QUEUE_LIMITS.options.rate;
  const [limit = "", period = "", ...more] = text.split("/");
  if (more.length > 0 || period === "" || limit === "") {
    throw usageError(`--rate must be NUMBER/PERIOD, such as 100/1m, but is ${text}`);
  }
  const periodMs = durationMs(readValue({ kind: "duration", flags, help: "" }, period) as never);
  return { limit: readValue({ kind: "count", flags, help: "" }, limit) as number, periodMs };
}
