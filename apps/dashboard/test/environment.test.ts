import { readFileSync } from "node:fs";
import type { NewJob } from "@millrace/client";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./axe.ts";
import { CutLine } from "./cut-line.ts";
import { failJobs } from "./failed-jobs.ts";
import { complaints, dashboard, inChromium, openWindow } from "./in-chromium.ts";
import { startProxy } from "./proxy.ts";
import { WAIT_MS } from "./watched-page.ts";

const encoder = new TextEncoder();

let run: string;

inChromium(async () => {
  await failJobs(dashboard.store, "mail", 30);
  const { workflows } = dashboard.client;
  const steps = { told: { decide: "1" }, asked: { after: ["told"], await: { signal: "go" } } };
  await workflows.put({ name: "ask", schema: 1, steps });
  run = (await workflows.start("ask")).id;
});

async function open(options?: Parameters<typeof openWindow>[0]) {
  const { context, page } = await openWindow(options);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

const PAGES = ["/", "/queues/mail", "/jobs?q=mail", "/errors", "/workflows"] as const;

describe("looks that a person has asked their system for", () => {
  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(dashboard.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("Loading…").first().waitFor({ state: "detached" });
  }

  test("colours of the system alone: nothing is told by another colour", async () => {
    await using opened = await open({ forcedColors: "active", colorScheme: "dark" });
    const { page } = opened;
    for (const path of [...PAGES, `/workflows/runs/${run}`]) {
      await visit(page, path);
      expect(await violations(page), path).toEqual([]);
    }
    // Where a background is taken away, an outline or a border says what is chosen.
    await page.getByRole("button", { name: "Graph", exact: true }).waitFor();
    const chosen = page.locator("[aria-current=page], [aria-pressed=true]");
    const outlines = await chosen.evaluateAll((elements) =>
      elements.map((element) => getComputedStyle(element).outlineStyle),
    );
    expect(outlines.length).toBeGreaterThan(1);
    expect(new Set(outlines)).toEqual(new Set(["solid"]));
  });

  test("twice the size: all is there, and nothing lies beyond the edge", async () => {
    await using opened = await open({
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    const { page } = opened;
    for (const path of [...PAGES, `/workflows/runs/${run}`]) {
      await visit(page, path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(640);
    }
    await page.getByRole("button", { name: "Signal" }).click();
    const send = page.getByRole("dialog").getByRole("button", { name: "Send" });
    await send.scrollIntoViewIfNeeded();
    const box = await send.boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(400);
  });

  test("reduced motion: nothing moves", async () => {
    await using opened = await open({ reducedMotion: "reduce" });
    const { page } = opened;
    for (const path of [...PAGES, `/workflows/runs/${run}`]) {
      await visit(page, path);
      const moving = await page.evaluate(() => [
        ...document.getAnimations().map(({ playState }) => playState),
        ...[...document.querySelectorAll("*")]
          .filter((element) => {
            const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
            const isTransition = transitionDuration.split(", ").some((time) => time !== "0s");
            return isTransition || animationName !== "none" || scrollBehavior === "smooth";
          })
          .map(({ className }) => String(className)),
      ]);
      expect(moving, path).toEqual([]);
    }
  });
});

describe("a payload is shown, copied and kept byte for byte", () => {
  const large = JSON.stringify({
    items: Array.from({ length: 60_000 }, (_, i) => ({ name: `item ${i}`, price: i * 1.5 })),
  });
  const rows: readonly (readonly [what: string, job: NewJob, view: string, shown: string])[] = [
    [
      "numbers beyond 2^53, and ends of lines of Windows",
      {
        type: "shown",
        payload: encoder.encode('{"id": 9223372036854775808,\r\n"price": 1.10}'),
        contentType: "application/json",
      },
      "Text",
      "9223372036854775808",
    ],
    [
      "3 MB",
      { type: "shown", payload: encoder.encode(large), contentType: "application/json" },
      "Text",
      "item 7",
    ],
    [
      "what is no UTF-8",
      {
        type: "shown",
        payload: new Uint8Array([0xff, 0xfe, 0x41, 0x80, 0]),
        contentType: "text/plain",
      },
      "Hex",
      "ff fe 41 80 00",
    ],
    [
      "a message of Protobuf",
      {
        type: "shown",
        payload: new Uint8Array([0x08, 0x96, 0x01, 0x12, 0x02, 0xff, 0x00]),
        contentType: "application/x-protobuf",
      },
      "Hex",
      "08 96 01 12 02 ff 00",
    ],
  ];

  test.each(rows)("%s", async (_, job, view, shown) => {
    await using opened = await open();
    const { page } = opened;
    const bytes = job.payload as Uint8Array;
    const [result] = await dashboard.client.enqueueMany([job]);
    if (result === undefined || !("job" in result)) throw new Error("it was not enqueued");
    await page.goto(`${dashboard.url}/jobs/${result.job.id}`);
    const panel = page.getByRole("region", { name: /^Payload/ }).first();
    await panel.getByRole("button", { name: view, exact: true }).click();
    await panel.getByText(shown).first().waitFor();
    await panel.getByRole("button", { name: "Copy the payload" }).click();
    await panel.getByRole("button", { name: "Copy the payload: copied" }).waitFor();
    const copied = await pasted(page);
    if (view === "Text") expect(encoder.encode(copied)).toEqual(bytes);
    else
      expect(Uint8Array.from(copied.split(" "), (byte) => Number.parseInt(byte, 16))).toEqual(
        bytes,
      );
    const saved = page.waitForEvent("download");
    await panel.getByRole("button", { name: "Save the payload as a file" }).click();
    expect(Buffer.compare(readFileSync(await (await saved).path()), bytes)).toBe(0);
    expect(complaints).toEqual([]);
  });

  /** What was copied, as it comes where it is pasted. */
  async function pasted(page: Page): Promise<string> {
    const taken = await page.evaluateHandle(() => ({
      text: new Promise<string | undefined>((resolve) => {
        const take = ({ clipboardData }: ClipboardEvent) =>
          resolve(clipboardData?.getData("text/plain"));
        document.addEventListener("paste", take, { once: true });
      }),
    }));
    await page.keyboard.press("Control+v");
    return (await taken.evaluate(({ text }) => text)) ?? "";
  }
});

describe("behind a proxy", () => {
  const kinds = [
    [
      "that takes the prefix away",
      "/ui/",
      (path: string) => path.replace(/^\/tools\/queue\//, "/ui/"),
    ],
    ["that keeps the prefix", "/tools/queue/", (path: string) => path],
  ] as const;

  test.each(kinds)("%s it is live, and asks for nothing beside it", async (_, path, rewrite) => {
    await using other = await dashboard.another({ path });
    await using proxy = await startProxy(other.url, { rewrite });
    await using opened = await open();
    const { page } = opened;
    const asked: string[] = [];
    page.context().on("request", (request) => asked.push(request.url()));
    const base = `http://queue.test:${proxy.port}/tools/queue/`;
    const type = `proxied-${proxy.port}`;
    await page.goto(`${base}queues/${type}`);
    const pending = page.getByRole("link", { name: /^Pending/ });
    await expect.poll(() => pending.textContent()).toBe("Pending0");
    await dashboard.client.enqueue(type);
    await expect.poll(() => pending.textContent()).toBe("Pending1");
    await pending.click();
    await page.getByRole("row", { name: new RegExp(type) }).waitFor();
    await page.reload();
    await page.getByRole("row", { name: new RegExp(type) }).waitFor();
    // Its worker has asked as well, of which the page knows nothing.
    expect(proxy.asked.filter((url) => url.endsWith("/Subscribe")).length).toBeGreaterThan(0);
    expect(proxy.asked.filter((url) => !url.startsWith("/tools/queue/"))).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(base))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("that lets no stream through it asks again and again", async () => {
    await using proxy = await startProxy(dashboard.url, {
      rewrite: (path) => path,
      refuses: ({ url = "" }) => url.endsWith("/Subscribe"),
    });
    await using opened = await open();
    const { page } = opened;
    await page.goto(`http://queue.test:${proxy.port}/ui/queues/polled`);
    const pending = page.getByRole("link", { name: /^Pending/ });
    await expect.poll(() => pending.textContent()).toBe("Pending0");
    await dashboard.client.enqueue("polled");
    await expect.poll(() => pending.textContent(), { timeout: WAIT_MS }).toBe("Pending1");
  });
});

test("a page that was tampered with gets no further than the one that the server gave", async () => {
  await using other = await dashboard.another({ readOnly: true, hidePayloads: true });
  await using opened = await open();
  const { page } = opened;
  const { jobs } = await dashboard.client.listPage({ type: "mail", pageSize: 1 });
  const id = jobs[0]?.id ?? "";
  await page.goto(`${other.url}/jobs/${id}`);
  await page.getByText("keeps payloads and results to itself").waitFor();
  const call = (url: string, method: string) =>
    page.evaluate(
      async ([to, body]) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(to as string, { method: "POST", headers, body: body as string });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      },
      [`${url}/api/millrace.v1.JobService/${method}`, JSON.stringify({ id })],
    );
  expect(await call(other.url, "DeleteJob")).toMatchObject({
    status: 403,
    body: { code: "permission_denied" },
  });
  const seen = await call(other.url, "GetJob");
  expect(seen.body["job"]).toMatchObject({ id, type: "mail" });
  expect(seen.body["job"]).not.toHaveProperty("payload");
  // Nor does a page of another origin, whatever that server allows its own pages.
  await expect(call(dashboard.url, "DeleteJob")).rejects.toThrow("Failed to fetch");
  expect((await dashboard.client.get(id)).status).toBe("FAILED");
});

test("a store that is away is told of, since when and why, with what was there", async () => {
  await using line = await CutLine.to(process.env["REDIS_URL"] as string);
  await using other = await dashboard.anotherBy(line.url);
  await using opened = await open();
  const { page } = opened;
  await page.goto(`${other.url}/queues/away`);
  const pending = page.getByRole("link", { name: /^Pending/ });
  await dashboard.client.enqueue("away");
  await expect.poll(() => pending.textContent()).toBe("Pending1");
  line.cut();
  const banner = page.getByRole("alert").filter({ hasText: "No answer since" });
  await banner.waitFor();
  await banner.getByText(/What you see is from before/).waitFor();
  expect(await banner.getByRole("time").or(banner.locator("time")).count()).toBe(1);
  expect(await pending.textContent()).toBe("Pending1");
  await dashboard.client.enqueue("away");
  line.mend();
  await expect.poll(() => pending.textContent(), { timeout: WAIT_MS }).toBe("Pending2");
  await banner.waitFor({ state: "detached" });
});
