import { durationMs, type KeyOnFailure, type KeyOrder } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { LIMITS_VIEW } from "../output/queue-view.ts";
import { readRateOptions } from "../rate-options.ts";
import type { QUEUE_LIMITS } from "../specs/queue.ts";

const RATE = { rate: "--rate", burst: "--burst" };
const KEY_RATE = { rate: "--key-rate", burst: "--key-burst" };

export const run: Run<typeof QUEUE_LIMITS> = async ({ arguments: [type], ...call }) => {
  const { none, ...given } = call.options;
  const isSet = Object.values(given).some((value) => value !== undefined);
  if (none && isSet) {
    throw usageError("--none excludes all limits", "give the one that is meant");
  }
  const { queues } = await call.connect();
  let queue = none ? await queues.setLimits(type, {}) : await queues.get(type);
  if (isSet) {
    const { limits = {} } = queue;
    const { maxRunning, keyMaxRunning, order, keyOnFailure, aging } = given;
    const rate = readRateOptions(given.rate, given.burst, limits.rate, RATE);
    const keyRate = readRateOptions(given.keyRate, given.keyBurst, limits.keyRate, KEY_RATE);
    queue = await queues.setLimits(type, {
      ...limits,
      ...(maxRunning !== undefined && { maxRunning }),
      ...(keyMaxRunning !== undefined && { keyMaxRunning }),
      ...(rate && { rate }),
      ...(keyRate && { keyRate }),
      ...(order !== undefined && { order: order.toUpperCase() as KeyOrder }),
      ...(keyOnFailure !== undefined && {
        keyOnFailure: keyOnFailure.toUpperCase() as KeyOnFailure,
      }),
      ...(aging !== undefined && { agingMs: durationMs(aging as never) }),
    });
  }
  await call.output.item(queue, LIMITS_VIEW);
};
