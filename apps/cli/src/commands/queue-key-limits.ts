import type { Client } from "@millrace/client";
import type { ConcurrencyKey } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { listAllKeys } from "../list-all-keys.ts";
import { KEY_VIEW } from "../output/key-view.ts";
import { readRateOptions } from "../rate-options.ts";
import type { QUEUE_KEY_LIMITS } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_KEY_LIMITS> = async ({ arguments: [type, key], ...call }) => {
  const { maxRunning, rate, burst, weight, none } = call.options;
  const isSet = [maxRunning, rate, burst, weight].some((given) => given !== undefined);
  if (none && isSet) {
    throw usageError("--none excludes all limits", "give the one that is meant");
  }
  const set = readRateOptions(rate, burst, undefined, { rate: "--rate", burst: "--burst" });
  const limits = {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(set && { rate: set }),
    ...(weight !== undefined && { weight: readWeight(weight) }),
  };
  const client = await call.connect();
  const found =
    isSet || none
      ? await client.queues.setKeyLimits(type, key, limits)
      : await findKey(client, type, key);
  await call.output.item(found, KEY_VIEW);
};

/** A key as it stands; one that is not listed has nothing. */
async function findKey(client: Client, type: string, key: string): Promise<ConcurrencyKey> {
  for await (const one of listAllKeys(client, type)) {
    if (one.key === key) return one;
  }
  return { key, status: "IDLE", pending: 0, running: 0 };
}

function readWeight(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw usageError(`--weight must be a number, such as 2.5, but is ${text}`);
}
