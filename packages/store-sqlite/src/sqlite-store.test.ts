import { storeSuite } from "@millrace/store-conformance";
import { expect, test } from "vitest";
import { SqliteStore } from "./sqlite-store.ts";
import { TemporaryFolder } from "./test/temporary-folder.ts";
import { testedStore } from "./test/tested-store.ts";

storeSuite("the SQLite store", testedStore);

test("empty bytes stay that, also when others like them have been handed out", async () => {
  const folder = new TemporaryFolder();
  const store = await SqliteStore.open(folder.url);
  for (const time of ["first", "second"]) {
    const [enqueued] = await store.enqueue([{ type: time }]);
    expect(enqueued).toMatchObject({ job: { payload: new Uint8Array(0) } });
    const { jobs } = await store.list({ type: time, view: "BASIC" });
    expect(jobs).toMatchObject([{ payloadBytes: 0 }]);
  }
  await store.close();
  folder.remove();
});
