import { VirtualClock } from "@millrace/core";
import { storeSuite } from "@millrace/store-conformance";
import { SqliteStore } from "./sqlite-store.ts";
import { TemporaryFolder } from "./test/temporary-folder.ts";

storeSuite("the SQLite store", async () => {
  const folder = new TemporaryFolder();
  const clock = new VirtualClock();
  const store = await SqliteStore.open(folder.url, { clock });
  return {
    store,
    source: store,
    async tick() {
      clock.advance(10);
      // What the new time has set off reaches the thread first.
      await store.ping();
    },
    async close() {
      await store.close();
      folder.remove();
    },
  };
});
