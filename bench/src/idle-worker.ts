// The worker of the idle latency in two processes: `node idle-worker.ts SIDE URL`. It tells its parent
// that it waits, then when each handler starts, and ends with the channel to its parent.
import { once } from "node:events";
import { startIdleWorker } from "./idle-latency.ts";
import { openRedisSide, type SideKey } from "./redis-sides.ts";

const [key, url] = process.argv.slice(2) as [SideKey, string];
const side = openRedisSide(key, url);
const worker = await startIdleWorker(side, (at) => process.send?.(at));
process.send?.("waits");
await once(process, "disconnect");
await worker.stop();
await side.close();
