import type { Client } from "@millrace/client";
import type { ConcurrencyKey, KeyStatus } from "@millrace/core";

/** The concurrency keys of a queue, page by page. */
export async function* listAllKeys(
  { queues }: Client,
  type: string,
  statuses?: readonly KeyStatus[],
): AsyncGenerator<ConcurrencyKey> {
  let pageToken: string | undefined;
  do {
    const page = await queues.listKeys(type, { statuses, pageToken });
    yield* page.keys;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
