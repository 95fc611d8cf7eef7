import type { WatchRequest } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { MemoryStore } from "@millrace/store-memory";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, NO_CHROMIUM } from "./chromium.ts";
import type * as programs from "./programs/tab.ts";
import { WebSite } from "./web-site.ts";

type Tab = typeof programs;

/** What Chromium allows of connections to a server by HTTP/1.1, for all tabs together. */
const CONNECTIONS = 6;
/** What a SharedWorker of ours has by default. */
const SHARED_STREAMS = 4;

/** Tells how many jobs are watched. */
class WatchedStore extends MemoryStore {
  streams = 0;
  mostStreams = 0;

  override async *watch(request: WatchRequest) {
    this.streams++;
    this.mostStreams = Math.max(this.mostStreams, this.streams);
    try {
      yield* super.watch(request);
    } finally {
      this.streams--;
    }
  }
}

let browser: Browser;
let site: WebSite;
/** All tabs of a test share the connections of one profile. */
let profile: BrowserContext;
let store: WatchedStore;
let server: MillraceServer;
let url: string;

beforeAll(async () => {
  if (NO_CHROMIUM !== undefined) return;
  [browser, site] = await Promise.all([launchChromium(), WebSite.start()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

async function serve(...corsOrigins: string[]): Promise<void> {
  store = new WatchedStore();
  server = new MillraceServer(store, { version: "0.0.0", corsOrigins, hosts: ["queue.test"] });
  const { port } = await server.start(0, "127.0.0.1");
  url = `http://queue.test:${port}`;
}

beforeEach(async (context) => {
  if (NO_CHROMIUM !== undefined) return context.skip(NO_CHROMIUM);
  profile = await browser.newContext();
});

afterEach(async () => {
  await profile?.close();
  await server?.stop(0);
  await store?.close();
});

async function openTab({ server = url, worker = "" } = {}): Promise<Page> {
  const page = await profile.newPage();
  const query = new URLSearchParams({ server, ...(worker !== "" && { worker }) });
  await page.goto(`${site.origin}/?${query}`);
  return page;
}

function openSharedTab(): Promise<Page> {
  return openTab({ worker: `/watch-worker.js?server=${encodeURIComponent(url)}` });
}

function call<Name extends keyof Tab>(
  page: Page,
  name: Name,
  ...args: Parameters<Tab[Name]>
): Promise<Awaited<ReturnType<Tab[Name]>>> {
  const expression = `tab.${name}(...${JSON.stringify(args)})`;
  return page.evaluate(expression) as Promise<Awaited<ReturnType<Tab[Name]>>>;
}

async function enqueue(): Promise<string> {
  const [result] = await store.enqueue([{ type: "page" }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

const seen = (page: Page, id: string) => expect.poll(() => call(page, "seen", id));

test("an allowed page enqueues, reads, lists, watches and cancels a job", async () => {
  await serve(site.origin);
  const page = await openTab();
  const enqueued = await call(page, "enqueue");
  const id = (enqueued as { value: string }).value;
  expect(await call(page, "statusOf", id)).toEqual({ value: "PENDING" });
  expect(await call(page, "list")).toEqual({ value: [id] });
  await call(page, "watch", id);
  await seen(page, id).toEqual(["PENDING"]);
  expect(await call(page, "cancel", id)).toEqual({ value: "by hand" });
  await seen(page, id).toEqual(["PENDING", "CANCELLED", "end"]);
  const { type, payload, status } = await store.get(id);
  expect({ type, status }).toEqual({ type: "page", status: "CANCELLED" });
  expect(new TextDecoder().decode(payload)).toBe('{"n":1}');
});

test("an error of the server comes with its code and its words", async () => {
  await serve(site.origin);
  const id = await enqueue();
  await store.delete(id);
  const page = await openTab();
  expect(await call(page, "statusOf", id)).toEqual({
    error: expect.stringMatching(/^NOT_FOUND: .*no job/),
  });
});

test("a call is allowed by a preflight, which the browser asks for each method once", async () => {
  await serve(site.origin);
  await using proxy = await TcpProxy.start(url.replace("queue.test", "127.0.0.1"));
  const answers: string[] = [];
  proxy.loseAnswers((answer) => {
    answers.push(...(/^HTTP\/1.1 \d+/.exec(answer.toString("latin1")) ?? []));
    return false;
  });
  const page = await openTab({ server: proxy.url.replace("127.0.0.1", "queue.test") });
  await call(page, "enqueue");
  await call(page, "enqueue");
  expect(answers).toEqual(["HTTP/1.1 204", "HTTP/1.1 200", "HTTP/1.1 200"]);
});

test("a page that is not allowed is told what it may be, and nothing is enqueued", async () => {
  await serve("http://other.test");
  const page = await openTab();
  expect(await call(page, "enqueue")).toEqual({
    error: expect.stringMatching(/^UNAVAILABLE: .*Failed to fetch; .*\(CORS\)/),
  });
  expect((await store.list({})).jobs).toEqual([]);
});

test("a watch whose connection is cut goes on where it was", async () => {
  await serve(site.origin);
  await using proxy = await TcpProxy.start(url.replace("queue.test", "127.0.0.1"));
  const page = await openTab({ server: proxy.url.replace("127.0.0.1", "queue.test") });
  const id = await enqueue();
  await call(page, "watch", id);
  await seen(page, id).toEqual(["PENDING"]);
  proxy.cut();
  await expect.poll(() => store.streams).toBe(0);
  await expect.poll(() => store.streams).toBe(1);
  await store.cancel(id);
  await seen(page, id).toEqual(["PENDING", "CANCELLED", "end"]);
});

test.for(["alone", "shared"])("a tab in the background, frozen, goes on, %s", async (kind) => {
  await serve(site.origin);
  const page = await (kind === "shared" ? openSharedTab() : openTab());
  const id = await enqueue();
  await call(page, "watch", id);
  await seen(page, id).toEqual(["PENDING"]);
  const session = await profile.newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await store.cancel(id);
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await seen(page, id).toEqual(["PENDING", "CANCELLED", "end"]);
});

test("with a stream each, the tabs use up the browser's connections", async () => {
  await serve(site.origin);
  const id = await enqueue();
  const tabs = await Promise.all(Array.from({ length: CONNECTIONS + 1 }, () => openTab()));
  const [first, last] = [tabs[0] as Page, tabs[CONNECTIONS] as Page];
  for (const tab of tabs.slice(0, CONNECTIONS)) {
    await call(tab, "watch", id);
    await seen(tab, id).toEqual(["PENDING"]);
  }
  expect(await call(last, "statusSoon", id)).toEqual({
    error: expect.stringMatching(/^UNAVAILABLE: .*SharedWatcher/),
  });
  await call(last, "watch", id);
  expect(store.streams).toBe(CONNECTIONS);
  await first.close();
  await seen(last, id).toEqual(["PENDING"]);
});

test("ten tabs that watch together leave room for calls, and see everything", async () => {
  await serve(site.origin);
  const common = await enqueue();
  const ids = await Promise.all(Array.from({ length: 10 }, enqueue));
  const tabs = await Promise.all(ids.map(() => openSharedTab()));
  const each = (action: (tab: Page, id: string) => Promise<unknown>) =>
    Promise.all(tabs.map((tab, i) => action(tab, ids[i] as string)));
  await each((tab) => call(tab, "watch", common));
  await each((tab) => seen(tab, common).toEqual(["PENDING"]));
  expect(store.streams).toBe(1);
  await each((tab, id) => call(tab, "watch", id));
  await each((tab, id) => seen(tab, id).toEqual(["PENDING"]));
  await each(async (tab, id) => {
    expect(await call(tab, "statusOf", id)).toEqual({ value: "PENDING" });
  });
  await Promise.all([common, ...ids].map((id) => store.cancel(id)));
  await each((tab, id) => seen(tab, id).toEqual(["PENDING", "CANCELLED", "end"]));
  await each((tab) => seen(tab, common).toEqual(["PENDING", "CANCELLED", "end"]));
  expect(store.mostStreams).toBe(SHARED_STREAMS);
});

test("the worker's streams end with the tab that wanted them", async () => {
  await serve(site.origin);
  const [one, two] = [await openSharedTab(), await openSharedTab()];
  const [first, second] = [await enqueue(), await enqueue()];
  await call(one, "watch", first);
  await call(two, "watch", second);
  await expect.poll(() => store.streams).toBe(2);
  await one.close({ runBeforeUnload: false });
  await expect.poll(() => store.streams).toBe(1);
  await two.goto("about:blank");
  await expect.poll(() => store.streams).toBe(0);
});

test("a page whose worker cannot be loaded polls", async () => {
  await serve(site.origin);
  const page = await openTab({ worker: "/missing.js" });
  const id = await enqueue();
  await call(page, "watch", id);
  await seen(page, id).toEqual(["PENDING"]);
  expect(store.mostStreams).toBe(0);
});

test("the page of the REST API fits a screen of 320 points", async () => {
  await serve();
  const page = await profile.newPage();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${url}/docs`);
  // Opens all that is folded, and tells what is too wide.
  const wide = await page.evaluate(`
    for (const details of document.querySelectorAll("details")) details.open = true;
    const { clientWidth } = document.documentElement;
    const all = [...document.querySelectorAll("*")];
    all.filter((each) => each.getBoundingClientRect().right > clientWidth).map((each) => each.outerHTML);
  `);
  expect(wide).toEqual([]);
});
