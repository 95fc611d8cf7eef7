// Maintains a store, and so carries out its operations and fires its schedules: `node maintainer-process.ts URL`. It
// tells its parent when it has begun, and ends with the channel to it.
import { once } from "node:events";
import { silentLogger } from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import { openBulkStore } from "./bulk-operation.ts";

const [url] = process.argv.slice(2) as [string];
const store = await openBulkStore(url);
const maintainer = new Maintainer({ store, logger: silentLogger });
maintainer.start();
process.send?.("begun");
await once(process, "disconnect");
await maintainer.stop();
await store.close();
