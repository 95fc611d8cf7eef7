import { Client } from "@millrace/client";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";

test("a client has a server make a link, by which a browser signals a run", async () => {
  await using served = await serveWithLinks();
  await using client = new Client({ url: served.url });
  await client.workflows.put({ name: "w", schema: 1, steps: { ok: { await: { signal: "ok" } } } });
  const run = await client.workflows.start("w");
  const answers = [{ label: "Yes", payload: { yes: true } }, { label: "No" }];
  const link = await client.workflows.signalLink(run.id, "ok", {
    text: "Ok?",
    answers,
    expiresIn: "1h",
  });
  const url = new URL(link.path, served.url);
  expect(await (await fetch(url)).text()).toContain("<p>Ok?</p>");
  await fetch(url, { method: "POST", body: new URLSearchParams({ answer: "0" }) });
  expect(await run.wait()).toMatchObject({ status: "COMPLETED", result: { ok: { yes: true } } });
  await expect(
    client.workflows.signalLink(run.id, "ok", { expiresIn: "1ms" }),
  ).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await using direct = new Client({ store: served.store });
  await expect(direct.workflows.signalLink(run.id, "ok")).rejects.toThrow("answered by a server");
});

async function serveWithLinks() {
  const store = new MemoryStore();
  const server = new MillraceServer(store, { version: "0", linkSecret: "x".repeat(32) });
  const { port } = await server.start(0, "127.0.0.1");
  return {
    ...{ store, url: `http://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      await store.close();
    },
  };
}
