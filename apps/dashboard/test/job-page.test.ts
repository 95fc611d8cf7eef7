import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { violations } from "./axe.ts";
import { context, dashboard, inChromium, page, withPage } from "./in-chromium.ts";
import { SHOP_TYPES, shopOrder } from "./shop-order.ts";

inChromium();
withPage();

test("a job that waits for its time is run now", async () => {
  const { client, url } = dashboard;
  const { job } = await client.enqueue("fine", {}, { delay: "1h" });
  await page.goto(`${url}/jobs/${job.id}`);
  await page.getByRole("button", { name: "Run it now" }).waitFor();
  await page.keyboard.press("n");
  await page.getByRole("heading", { name: /fine Completed/ }).waitFor();
});

test("a job is duplicated, with another payload and all else that it has", async () => {
  const { client, url } = dashboard;
  const options = { priority: 7, metadata: { team: "mail" }, key: "a" };
  const { job } = await client.enqueue("lonely", { to: "ada" }, options);
  await page.goto(`${url}/jobs/${job.id}`);
  await page.getByRole("button", { name: "Duplicate" }).waitFor();
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: "Enqueue one like it" });
  await dialog.getByRole("textbox", { name: "Payload" }).fill('{"to": "bob"}');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Enqueue it" }).click();
  await page.getByText("A new job has this payload.").waitFor();
  await expect.poll(() => page.url()).not.toContain(job.id);
  const copy = await client.get(page.url().split("/").at(-1) ?? "");
  expect(copy).toMatchObject({
    ...{ type: "lonely", priority: 7, concurrencyKey: "a", status: "PENDING" },
    metadata: { team: "mail", copied_from: job.id },
  });
  expect(copy.json()).toEqual({ to: "bob" });
  expect(await client.get(job.id)).toMatchObject({ status: "PENDING" });
});

test("a job is shown as code that enqueues one like it", async () => {
  const { client, url } = dashboard;
  const { job } = await client.enqueue("coded", { to: "ada" });
  await page.goto(`${url}/jobs/${job.id}`);
  await page.getByRole("button", { name: "As code" }).click();
  const dialog = page.getByRole("dialog", { name: "Enqueue one like it from elsewhere" });
  const code = dialog.getByRole("region", { name: "Code" });
  const root = url.replace("/ui", "");
  await code.getByText(`curl --json '{"type": "coded", "payloadJson": {"to":"ada"}}'`).waitFor();
  await code.getByText(`${root}/v1/jobs`).waitFor();
  await dialog.getByRole("radio", { name: "Command line" }).check();
  await code.getByText(`millrace job enqueue coded '{"to":"ada"}' --server ${root}`).waitFor();
  await dialog.getByRole("radio", { name: "TypeScript" }).check();
  await code.getByText(`await client.enqueue("coded", {"to":"ada"})`).waitFor();
  expect(await violations(page)).toEqual([]);
});

test("the jobs of a list are gone through one after the other", async () => {
  const { client, url } = dashboard;
  await client.enqueueMany([1, 2, 3].map((n) => ({ type: "listed", payload: { n } })));
  await page.goto(`${url}/jobs?q=listed`);
  await page
    .getByRole("row", { name: /listed/ })
    .nth(1)
    .click();
  await page.getByText("2 of 3").waitFor();
  await page.keyboard.press("]");
  await page.getByText("3 of 3").waitFor();
  await page.getByText('"n": 3').waitFor();
  expect(await page.getByRole("button", { name: "The next job of the list" }).isDisabled()).toBe(
    true,
  );
  await page.keyboard.press("[");
  await page.keyboard.press("[");
  await page.getByText("1 of 3").waitFor();
  // Who comes by an address comes from no list.
  await page.reload();
  await page.getByRole("heading", { name: /listed/ }).waitFor();
  expect(await page.getByText("1 of 3").count()).toBe(0);
});

test("a payload of Protobuf is shown by the numbers of its fields, and by their names once those are given", async () => {
  const { client, url } = dashboard;
  const order = shopOrder({ id: "9223372036854775807", lines: [{ article: "tea", pieces: "2" }] });
  const contentType = "application/x-protobuf";
  const { job } = await client.enqueue("order", order, { contentType });
  await page.goto(`${url}/jobs/${job.id}`);
  await page.getByText("1: 9223372036854775807").waitFor();
  const given = page.getByLabel("Descriptors for the payload");
  await given.setInputFiles({ name: "no", mimeType: "", buffer: Buffer.from("no") });
  await page.getByText(/This is no set of descriptors .* buf build -o types.binpb/).waitFor();
  const types = { name: "types.binpb", mimeType: "", buffer: Buffer.from(SHOP_TYPES) };
  await given.setInputFiles(types);
  await page.getByLabel("Message").selectOption("shop.Line");
  await page.getByText(/These bytes are no shop.Line/).waitFor();
  await page.getByLabel("Message").selectOption("shop.Order");
  await page.getByText('"article"').waitFor();
  expect(await violations(page)).toEqual([]);
  // The browser remembers both.
  await page.reload();
  await page.getByText('"9223372036854775807"').waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the payload as a file" }).click();
  expect(new Uint8Array(readFileSync(await (await saved).path()))).toEqual(order);
});

test("a query is kept under a name, and its jobs are saved as lines of JSON", async () => {
  const { client, url } = dashboard;
  await client.enqueueMany(
    Array.from({ length: 250 }, (_, n) => ({ type: "exported", payload: { n } })),
  );
  await page.goto(`${url}/jobs?q=exported`);
  await page.getByText("Filters, views, export").click();
  await page.getByLabel("Name of the view").fill("mine");
  await page.getByRole("button", { name: "Save view" }).click();
  expect(await violations(page)).toEqual([]);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as JSONL" }).click();
  const lines = readFileSync(await (await saved).path(), "utf8")
    .trimEnd()
    .split("\n");
  await page.getByText("The file has 250 jobs.").waitFor();
  const numbers = lines.map((line) => (JSON.parse(line) as { payload: { n: number } }).payload.n);
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, n) => n));
  // The browser keeps the view.
  await page.goto(`${url}/jobs`);
  await page.getByText("Filters, views, export").click();
  await page.getByRole("button", { name: "mine", exact: true }).click();
  await expect.poll(() => page.url()).toContain("q=exported");
  await page.getByRole("button", { name: "Forget the view mine" }).click();
  expect(await page.getByRole("button", { name: "mine", exact: true }).count()).toBe(0);
});

test("a job of a list is opened in another tab", async () => {
  const { client, url } = dashboard;
  const { job } = await client.enqueue("tabbed");
  await page.goto(`${url}/jobs?q=tabbed`);
  await page.getByRole("row", { name: /tabbed/ }).focus();
  const byKey = context.waitForEvent("page");
  await page.keyboard.press("o");
  expect((await byKey).url()).toBe(`${url}/jobs/${job.id}`);
  const byClick = context.waitForEvent("page");
  await page.getByRole("row", { name: /tabbed/ }).click({ modifiers: ["Control"] });
  expect((await byClick).url()).toBe(`${url}/jobs/${job.id}`);
  expect(page.url()).toBe(`${url}/jobs?q=tabbed`);
});
