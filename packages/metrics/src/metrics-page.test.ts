import { connect, type Socket } from "node:net";
import { Gauge, Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { MetricsPage } from "./metrics-page.ts";
import { MetricsPort } from "./metrics-port.ts";

const closes: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

/** A page on a port of its own, whose time the test lets pass, with a gauge that counts its scrapes. */
async function open(help = "Scrapes") {
  const register = new Registry();
  let scrapes = 0;
  new Gauge({
    name: "scrapes",
    help,
    registers: [register],
    collect() {
      this.set(++scrapes);
    },
  });
  let nowMs = 0;
  const page = new MetricsPage({ register, now: () => nowMs });
  const port = new MetricsPort(page);
  closes.push(() => port.close());
  const { port: number } = await port.listen(0, "127.0.0.1");
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { register, page, pass, port: number, url: `http://127.0.0.1:${number}` };
}

test("however many ask, the text is made once a second", async () => {
  const { url, page, pass } = await open();
  const get = async () => (await (await fetch(`${url}/metrics`)).text()).split("\n").at(-2);
  expect(await Promise.all(Array.from({ length: 10 }, get))).toEqual(Array(10).fill("scrapes 1"));
  pass(999);
  expect(await get()).toBe("scrapes 1");
  pass(1);
  expect(await get()).toBe("scrapes 2");
  expect(await page.text()).toContain("scrapes 2");
});

test("it is of Prometheus' type, and answers no other method and no other path", async () => {
  const { url } = await open();
  const page = await fetch(`${url}/metrics?name=a`);
  expect(page.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await page.text()).toContain("# TYPE scrapes gauge");
  const head = await fetch(`${url}/metrics`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const post = await fetch(`${url}/metrics`, { method: "POST", body: "x" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  expect(await post.text()).toBe("Use GET.\n");
  const options = await fetch(`${url}/metrics`, { method: "OPTIONS" });
  expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  expect((await fetch(url)).status).toBe(404);
});

test("a metric that fails is told as such, and the next scrape is made anew", async () => {
  const { url, register, pass } = await open();
  new Gauge({ name: "broken", help: "B", registers: [register], collect: fail });
  expect((await fetch(`${url}/metrics`)).status).toBe(500);
  register.removeSingleMetric("broken");
  pass(1_000);
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
});

function fail(): never {
  throw new Error("cannot be read");
}

test("readers that take nothing hold one text, and the oldest of many is broken off", async () => {
  // More than the kernel holds of what nobody reads.
  const { url, port } = await open("x".repeat(16 * 1024 * 1024));
  const slow: Socket[] = [];
  for (let i = 0; i < 20; i++) {
    const socket = connect(port, "127.0.0.1");
    slow.push(socket);
    closes.push(() => socket.destroy());
    socket.on("error", () => {});
    // Paused from its first bytes on.
    const begun = new Promise<void>((resolve) => {
      socket.once("readable", resolve);
    });
    socket.write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    await begun;
  }
  expect((await (await fetch(`${url}/metrics`)).text()).length).toBeGreaterThan(16 * 1024 * 1024);
  const readRest = slow.map(
    (socket) =>
      new Promise<number>((resolve) => {
        let bytes = 0;
        socket.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > 16 * 1024 * 1024) resolve(bytes);
        });
        socket.once("close", () => resolve(bytes));
      }),
  );
  const whole = (await Promise.all(readRest)).filter((bytes) => bytes > 16 * 1024 * 1024);
  expect(whole).toHaveLength(15);
});
