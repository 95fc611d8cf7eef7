import { Client } from "@millrace/client";
import { MillraceError } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LiveView, liveQueues } from "./live-queues.ts";

let store: MemoryStore;
let left: AbortController;

beforeEach(() => {
  store = new MemoryStore();
  left = new AbortController();
});

afterEach(async () => {
  left.abort();
  await store.close();
});

async function until(
  views: AsyncIterable<LiveView>,
  isWanted: (view: LiveView) => boolean,
): Promise<LiveView> {
  for await (const view of views) if (isWanted(view)) return view;
  throw new Error("the views are over");
}

const live = (client: Client, type?: string) =>
  liveQueues(client, { everyMs: 5, signal: left.signal, type });

const types = ({ queues }: LiveView) => queues.map(({ type }) => type).join();

it("follows a server by one stream, and looks at a store without one", async () => {
  const server = new MillraceServer(store, { version: "1.2.3", maintain: false });
  const { port } = await server.start(0, "127.0.0.1");
  await store.enqueue([{ type: "a" }, { type: "b" }]);
  const list = vi.spyOn(store.queues, "list");
  for (const client of [new Client({ url: `http://127.0.0.1:${port}` }), new Client({ store })]) {
    list.mockClear();
    const view = await until(live(client), (view) => types(view) === "a,b");
    expect(view).toMatchObject({ workers: [], fault: "" });
    expect(types(await until(live(client, "b"), () => true))).toBe("b");
    expect(list).toHaveBeenCalledOnce();
    await client.close();
  }
  await server.stop(0);
});

it("shows what was there before with what is wrong, and goes on", async () => {
  await store.enqueue([{ type: "a" }]);
  const client = new Client({ store });
  const list = vi.spyOn(store.queues, "list");
  const views = live(client);
  await until({ [Symbol.asyncIterator]: () => kept(views) }, (view) => types(view) === "a");
  list.mockRejectedValue(new MillraceError("UNAVAILABLE", "no route"));
  const down = await until(
    { [Symbol.asyncIterator]: () => kept(views) },
    ({ fault }) => fault !== "",
  );
  expect(down.fault).toBe("no route");
  expect(types(down)).toBe("a");
  list.mockReset();
  await until(views, ({ fault }) => fault === "");
  await client.close();
});

/** `views` for a loop that ends before they do. */
function kept(views: AsyncIterator<LiveView>): AsyncIterator<LiveView> {
  return { next: () => views.next() };
}
