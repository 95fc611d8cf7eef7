import { VirtualClock } from "@millrace/core";
import { storeSuite } from "@millrace/store-conformance";
import { MemoryStore } from "./memory-store.ts";

storeSuite("the memory store", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  return {
    store,
    source: store,
    tick: async () => clock.advance(10),
    close: () => store.close(),
  };
});
