import { VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { Runs } from "@millrace/workflow";
import { expect, test } from "vitest";
import { MillraceServer } from "./millrace-server.ts";
import { LINK_PATH, SignalLinks } from "./signal-link.ts";
import { RestServer } from "./test/rest-server.ts";

const SECRET = "a secret of more than thirty-two bytes";
const HOUR_MS = 3_600_000;
const clock = new VirtualClock(Date.parse("2027-01-01T00:00:00Z"));
const served = new RestServer({ linkSecret: SECRET, clock });
const bare = new RestServer();
const runs = new Runs(served.store);

const start = async (steps: object = { decision: { await: { signal: "decision" } } }) => {
  await runs.put({ name: "w", schema: 1, steps } as never);
  return (await runs.start("w")).run.id;
};
const linkTo = async (id: string, body: object = {}) => {
  const { json } = await served.ask("POST", `/v1/runs/${id}:link`, {
    body: { name: "decision", ...body },
  });
  return json as { path: string; expiresAt: string };
};
const yesOrNo = {
  text: "Publish <it>?",
  answers: [
    { label: "Yes & now", payload: Buffer.from('{"ok":true}').toString("base64") },
    { label: "No", payload: Buffer.from('{"ok":false}').toString("base64") },
  ],
};
const open = (path: string, method = "GET") => served.ask(method, path);
const choose = (path: string, answer: number | string) =>
  served.ask("POST", path, {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `answer=${answer}`,
  });

test("a link asks, and signals once an answer is chosen; only the first one counts", async () => {
  const id = await start();
  const { path } = await linkTo(id, yesOrNo);
  for (const method of ["GET", "HEAD", "GET"]) expect((await open(path, method)).status).toBe(200);
  const { text, headers } = await open(path);
  expect(text).toContain("Publish &#60;it&#62;?");
  expect(text).toContain('<button name="answer" value="0">Yes &#38; now</button>');
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("cache-control")).toBe("no-store");
  expect((await runs.get(id)).status).toBe("RUNNING");
  for (const wrong of ["", "7", "x", "0".repeat(300)]) {
    expect((await choose(path, wrong)).status).toBe(400);
  }
  expect(await choose(path, 0)).toMatchObject({
    status: 200,
    text: expect.stringContaining("The answer is: Yes &#38; now"),
  });
  expect(await runs.get(id)).toMatchObject({
    status: "COMPLETED",
    result: { decision: { ok: true } },
  });
  expect((await open(path)).text).toContain("The answer is: Yes");
  expect((await runs.history(id)).lines.map(({ by }) => by)).toContain("link");
  expect((await choose(path, 1)).status).toBe(410);
});

test("of two who answer while the run goes on, the first one does", async () => {
  const id = await start({
    decision: { await: { signal: "decision" } },
    other: { await: { signal: "other" } },
  });
  const { path } = await linkTo(id, yesOrNo);
  await choose(path, 1);
  expect((await choose(path, 0)).text).toContain("The answer is: No");
  expect((await runs.stepResult(id, "decision")).result).toEqual({ ok: false });
});

test("a link that was changed, or signed by another secret, is none", async () => {
  const id = await start();
  const { path } = await linkTo(id);
  const [said = "", signature = ""] = path.slice(LINK_PATH.length).split(".");
  const claims = JSON.parse(Buffer.from(said, "base64url").toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, name: "other" })).toString("base64url");
  const foreign = new SignalLinks(`${SECRET}!`).pathOf(claims);
  const token = `${changed}.${signature}`;
  for (const wrong of ["", ".", said, `${said}.`, token, `${said}.${signature}.x`]) {
    expect((await choose(`${LINK_PATH}${wrong}`, 0)).status).toBe(404);
  }
  expect((await open(foreign)).status).toBe(404);
  expect((await open(path, "PUT")).status).toBe(405);
  expect((await runs.get(id)).status).toBe("RUNNING");
});

test("a link ends by its time, and with the run; one answer needs no choice", async () => {
  const id = await start();
  const { path, expiresAt } = await linkTo(id, { expiresIn: "3600s" });
  expect(Date.parse(expiresAt)).toBe(clock.now() + HOUR_MS);
  const later = await linkTo(id, { expiresIn: "7200s" });
  clock.advance(HOUR_MS);
  expect((await open(path)).status).toBe(410);
  expect((await choose(path, 0)).text).toContain("has expired");
  expect((await runs.get(id)).status).toBe("RUNNING");
  expect((await served.ask("POST", later.path)).text).toContain("The answer is: Confirm");
  expect((await runs.get(id)).status).toBe("COMPLETED");
  const gone = await start();
  const left = await linkTo(gone);
  await runs.tell(gone, { kind: "cancel" });
  expect((await choose(left.path, 0)).status).toBe(410);
});

test("no link is made for what no step waits for, nor without a secret", async () => {
  const id = await start();
  const ask = (name: string, to = served) =>
    to.ask("POST", `/v1/runs/${id}:link`, { body: { name } });
  expect((await ask("decisoin")).json.detail).toBe(
    `no step of run ${id} waits for a signal decisoin (did you mean decision?)`,
  );
  expect((await ask("decision", bare)).json.detail).toContain("--link-secret-file");
  expect((await bare.ask("GET", `${LINK_PATH}x.y`)).status).toBe(404);
  await runs.tell(id, { kind: "cancel" });
  expect((await ask("decision")).json.detail).toContain("has ended");
});

test("a secret that is short, or has callers with stores of their own, is refused", () => {
  const make = (options: object) => () =>
    new MillraceServer(new MemoryStore(), { version: "0", ...options });
  expect(make({ linkSecret: "short" })).toThrow("at least 32 bytes");
  expect(make({ linkSecret: SECRET, storeFor: () => new MemoryStore() })).toThrow(
    "cannot be had together with storeFor",
  );
});
