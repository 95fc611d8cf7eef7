// Has one job at most do the same work: deduplicates, throttles and debounces.
import { Client, MillraceError } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

// Deduplicate: one reindexing at a time for each shop.
const shop = { unique: { key: "shop-17" } };
const first = await client.enqueue("reindex", { shop: 17 }, shop);
const second = await client.enqueue("reindex", { shop: 17 }, shop);
console.log("deduplicated:", second.created, second.job.id === first.job.id);
await client.cancel(first.job.id);
console.log("once it is over:", (await client.enqueue("reindex", { shop: 17 }, shop)).created);

// Throttle: one digest a day for each user, whatever becomes of it.
const daily = { unique: { key: "user-4", ttl: "1d" } } as const;
const { job: digest } = await client.enqueue("digest", { user: 4 }, daily);
await client.cancel(digest.id);
console.log("throttled:", (await client.enqueue("digest", { user: 4 }, daily)).created);

// Debounce: once a page has not been edited for a while, but after a minute at the latest.
const quiet = { key: "page-9", onConflict: "REPLACE", maxWait: "1m" } as const;
await client.enqueue("index", { page: 9, edit: "a" }, { delay: "5s", unique: quiet });
const last = await client.enqueue("index", { page: 9, edit: "b" }, { delay: 0, unique: quiet });
const { edit } = last.job.json<{ edit: string }>();
console.log("debounced:", last.replaced, edit);

// Tell the caller.
try {
  await client.enqueue("reindex", {}, { unique: { key: "shop-17", onConflict: "REJECT" } });
} catch (error) {
  if (!(error instanceof MillraceError)) throw error;
  console.log("rejected:", error.code, error.violations[0]?.field);
}
await client.close();
