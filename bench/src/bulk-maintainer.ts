// Maintains a store, and so carries out its operations: `node bulk-maintainer.ts URL`. It ends with the
// channel to its parent.
import { once } from "node:events";
import { silentLogger } from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import { openBulkStore } from "./bulk-operation.ts";

const [url] = process.argv.slice(2) as [string];
const store = await openBulkStore(url);
const maintainer = new Maintainer({ store, logger: silentLogger });
maintainer.start();
await once(process, "disconnect");
await maintainer.stop();
await store.close();
