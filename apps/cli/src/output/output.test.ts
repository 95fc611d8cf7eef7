import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FORMATS } from "../global-options.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

/** What a machine reads, by format. */
const READERS = {
  json: JSON.parse as (text: string) => unknown,
  yaml: parse as (text: string) => unknown,
  jsonl: (text: string) =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown),
};

describe.each(Object.entries(READERS))("-o %s", (format, read) => {
  it("is whole for none, one and many", async () => {
    const type = `many-${format}`;
    const list = async () => read(await cli.print("job", "list", type, "-o", format));
    expect(await list()).toEqual([]);
    const first = await cli.enqueue(type);
    expect(await list()).toMatchObject([{ id: first }]);
    const second = await cli.enqueue(type);
    expect(await list()).toMatchObject([{ id: first }, { id: second }]);
  });

  it("has the fields that are asked for alone, nested as they are", async () => {
    const type = `fields-${format}`;
    await cli.print("job", "enqueue", type, '{"to":{"name":"ada"},"from":"b"}');
    const fields = "status,payload.to.name,payload.none";
    const printed = await cli.print("job", "list", type, "-o", format, "--fields", fields);
    expect(read(printed)).toEqual([{ status: "PENDING", payload: { to: { name: "ada" } } }]);
  });
});

it("one job by itself is one object", async () => {
  const id = await cli.enqueue("one");
  const get = (format: string) => cli.print("job", "get", id, "-o", format);
  expect(JSON.parse(await get("json"))).toMatchObject({ id, payload: {} });
  expect(JSON.parse(await get("jsonl"))).toMatchObject({ id });
  expect(parse(await get("yaml"))).toMatchObject({ id });
  expect(await get("id")).toBe(`${id}\n`);
  expect(await get("none")).toBe("");
});

it.each(FORMATS)("-o %s prints every kind of thing", async (format) => {
  const id = await cli.enqueue("kinds");
  await cli.store.workers.heartbeat({
    workerId: "w-1",
    types: ["kinds"],
    concurrency: 10,
    running: 1,
    version: "1",
    host: "h",
    eventLoopLagMs: 0,
    server: "",
  });
  for (const line of [
    "job list",
    `job get ${id}`,
    "queue list",
    "queue get kinds",
    "queue limits kinds",
    "worker list",
    "server info",
    "stats",
    "dead list",
  ]) {
    const { code, stderr } = await cli.run([...line.split(" "), "-o", format]);
    expect({ line, code, stderr }).toMatchObject({ code: 0 });
  }
});

it("whole numbers beyond a double's, text and bytes survive in every format", async () => {
  const big = '{"n": 9223372036854775808, "f": 1.5}';
  const id = (await cli.print("job", "enqueue", "big", big, "-o", "id")).trim();
  expect(await cli.print("job", "get", id, "-o", "jsonl")).toContain('"n":9223372036854775808');
  expect(await cli.print("job", "get", id, "-o", "yaml")).toContain("n: 9223372036854775808");
  expect(await cli.print("job", "get", id)).toContain(`payload   ${big}`);
  expect(await cli.print("job", "get", id, "--payload")).toBe(big);

  const { stdout } = await cli.run(["job", "enqueue", "bytes", "-", "-o", "json"], {
    stdin: Uint8Array.of(0xff, 0x00),
  });
  const bytes = JSON.parse(stdout);
  expect(bytes).toMatchObject({ payloadBase64: "/wA=", contentType: "application/octet-stream" });
  expect(await cli.print("job", "get", bytes.id)).toMatch(/^payload +base64:\/wA=$/m);
  expect(await cli.print("job", "get", bytes.id, "--payload")).toBe("\u00ff\u0000");

  const text = JSON.parse(await cli.print("job", "enqueue", "text", "hello", "-o", "json"));
  expect(text).toMatchObject({ payloadText: "hello", contentType: "text/plain; charset=utf-8" });
});

describe("tables", () => {
  it("lay columns out, and are not cut when they are piped", async () => {
    const type = "a".repeat(100);
    const id = await cli.enqueue(type, "--meta", `k=${"v".repeat(300)}`);
    const piped = await cli.print("job", "list", type, "-o", "wide");
    expect(piped).toContain(`k=${"v".repeat(300)}`);
    const { stdout } = await cli.run(["job", "list", type, "-o", "wide"], { terminal: 60 });
    const [header, row, ...rest] = stdout.split("\n");
    expect(rest).toEqual([""]);
    expect(stripVTControlCharacters(header as string)).toHaveLength(60);
    expect(row).toMatch(new RegExp(`^${id}  a+…$`));
    expect(row).toHaveLength(60);
  });

  it("tell fields by their names", async () => {
    await cli.print("job", "enqueue", "named", '{"to":["ada"]}');
    const printed = await cli.print(
      "job",
      "list",
      "named",
      "--fields",
      "type,payload.to,finishedAt",
    );
    expect(printed).toBe('type   payload.to  finishedAt\nnamed  ["ada"]\n');
  });

  it("show times as they are asked for", async () => {
    // Half an hour of room, so that it is in as many hours when it is shown.
    const at = Math.floor(Date.now() / 1_000) * 1_000 + (3 * 24 + 5.5) * 3_600_000;
    await cli.print("job", "enqueue", "timed", "--at", new Date(at).toISOString());
    const show = (form: string) => cli.print("job", "list", "timed", "--time", form);
    expect(await show("iso")).toContain(`due ${new Date(at).toISOString()}`);
    expect(await show("unix")).toContain(`due ${at / 1_000}`);
    expect(await show("relative")).toContain("due in 3d 5h");
  });

  it("let what jobs hold move no cursor, and change no colour", async () => {
    await cli.print(
      "job",
      "enqueue",
      "evil",
      "\u001b[2J\u0007x\ny",
      "--content-type",
      "text/plain",
    );
    const args = ["job", "list", "evil", "-o", "wide", "--color", "never"];
    expect((await cli.run(args, { terminal: 400 })).stdout).toContain("\\x1b[2J\\x07x y");
  });

  it.each([
    ["a pipe", {}, false],
    ["a terminal", { terminal: 200 }, true],
    ["a terminal with NO_COLOR", { terminal: 200, env: { NO_COLOR: "1" } }, false],
    ["a terminal that is dumb", { terminal: 200, env: { TERM: "dumb" } }, false],
    ["a pipe with FORCE_COLOR", { env: { FORCE_COLOR: "1" } }, true],
  ])("have colours for %s: %#", async (_name, options, colored) => {
    await cli.enqueue("colours");
    const { stdout } = await cli.run(["job", "list", "colours"], options);
    expect(stdout.includes("\u001b[34mPENDING")).toBe(colored);
    const never = await cli.run(["job", "list", "colours", "--color", "never"], options);
    expect(never.stdout).not.toContain("\u001b");
    const always = await cli.run(["job", "list", "colours", "--color", "always"], options);
    expect(always.stdout).toContain("\u001b[34m");
  });
});
