import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { emptyStores } from "../test/empty-stores.ts";
import { type RunOptions, runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

let number = 0;
let source = "";
let target = "";
let file = "";
/** Stores of its own for each test; the source has jobs. */
beforeEach(async () => {
  number++;
  const path = join(folder, `source-${number}.db`);
  copyFileSync(await seeded(), path);
  source = `sqlite:${path}`;
  target = `sqlite:${join(folder, `target-${number}.db`)}`;
  file = join(folder, `jobs-${number}.jsonl`);
});

const seed = join(folder, "seed.db");
let isSeeded = false;

async function seeded(): Promise<string> {
  if (isSeeded) return seed;
  // A file of SQLite is made by whoever serves it.
  await run("store", "import", "--store", `sqlite:${seed}`, { stdin: HEADER + END(0) });
  const at = ["--store", `sqlite:${seed}`];
  await run("job", "enqueue", "email", '{"to":"ada"}', "--count", "450", "--yes", ...at);
  await run("job", "enqueue", "later", "text", "--delay", "1h", ...at);
  isSeeded = true;
  return seed;
}

const HEADER = `${JSON.stringify({ kind: "header", format: "millrace-store", version: 1, exportedAt: "", from: "sqlite" })}\n`;
const END = (records: number) => `${JSON.stringify({ kind: "end", records })}\n`;

async function run(...argv: readonly (string | RunOptions)[]) {
  const options = argv.find((each) => typeof each !== "string");
  const words = argv.filter((each) => typeof each === "string");
  return await runCli(words, { env: {}, ...options });
}

const exported = (...more: readonly string[]) =>
  run("store", "export", file, "--store", source, ...more);
const imported = (...more: readonly (string | RunOptions)[]) =>
  run("store", "import", file, "--store", target, "-o", "jsonl", ...more);
const list = async (store: string) =>
  (await run("job", "list", "--all", "--full", "-o", "jsonl", "--store", store)).stdout;
/** What became of the jobs, as the command prints it. */
const jobs = ({ stdout }: { readonly stdout: string }) =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .find(({ kind }) => kind === "job");

describe("millrace store export and import", () => {
  test("bring all of a store into another one, whole lists being equal", async () => {
    expect(await exported()).toMatchObject({ code: 0, stdout: "" });
    const ran = await imported();
    expect(ran).toMatchObject({ code: 0 });
    expect(jobs(ran)).toEqual({
      ...{ kind: "job", records: 451, restored: 451, existed: 0, expired: 0, refused: 0 },
    });
    expect(await list(target)).toBe(await list(source));
  });

  test("take a compressed file by its name, and the standard output and input", async () => {
    const plain = await run("store", "export", "--store", source, "-q");
    file += ".gz";
    await exported();
    const withoutTime = (text: string) => text.split("\n").slice(1).join("\n");
    const packed = gunzipSync(readFileSync(file)).toString();
    expect(withoutTime(packed)).toBe(withoutTime(plain.stdout));
    expect(
      await run("store", "import", "-", "--store", target, { stdin: plain.stdout }),
    ).toMatchObject({ code: 0 });
    expect(await imported()).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("is not empty"),
    });
    expect(jobs(await imported("--merge"))).toMatchObject({ restored: 0, existed: 451 });
    expect(await list(target)).toBe(await list(source));
  });

  test("go on after an import that was cut off, and say when a file ends early", async () => {
    await exported();
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.slice(0, whole.length / 2));
    const cut = await imported();
    expect(cut).toMatchObject({ code: 7 });
    expect(cut.stderr).toContain("the file ends early");
    expect(cut.stderr).toMatch(/line \d+: line is no JSON/);
    expect(jobs(cut).restored).toBeGreaterThan(100);
    writeFileSync(file, whole);
    const rest = await imported("--merge");
    expect(rest).toMatchObject({ code: 0 });
    expect(jobs(rest)).toMatchObject({
      restored: 451 - jobs(cut).restored,
      existed: jobs(cut).restored,
    });
    expect(await list(target)).toBe(await list(source));
  });

  test("stop by Ctrl-C where they are, and leave no half a file behind", async () => {
    await exported();
    const stopped = new AbortController();
    stopped.abort();
    const ran = await imported({ signal: stopped.signal });
    expect(ran).toMatchObject({ code: 130, stderr: expect.stringContaining("--merge") });
    expect(await imported()).toMatchObject({ code: 0 });
    const before = readFileSync(file, "utf8");
    const again = await run("store", "export", file, "--yes", "--store", source, {
      signal: stopped.signal,
    });
    expect(again).toMatchObject({ code: 130 });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test("name the line and the field of what cannot be imported, and import the others", async () => {
    await exported();
    const lines = readFileSync(file, "utf8").split("\n");
    const job = JSON.parse(lines[1] as string);
    lines.splice(
      2,
      0,
      JSON.stringify({ ...job, id: "x" }),
      JSON.stringify({ ...job, status: "RUNNING" }),
      JSON.stringify({ ...job, prioritty: 5 }),
      JSON.stringify({ kind: "jobs" }),
    );
    writeFileSync(file, lines.join("\n"));
    const ran = await imported("--dry-run");
    expect(ran.code).toBe(7);
    const said = ran.stderr.split("\n");
    expect(said).toEqual([
      expect.stringMatching(
        /^line 3: cannot restore: id must have the form of a job's id, such as /,
      ),
      expect.stringMatching(
        /^line 4: cannot restore: leaseExpiresAt is missing, though the job is RUNNING/,
      ),
      expect.stringMatching(
        /^line 5: cannot restore: job.prioritty is no field of a job \(did you mean priority\?\)/,
      ),
      expect.stringMatching(/^line 6: kind must be one of queue, key, workflow/),
      "dry run: nothing was imported",
      "",
    ]);
    expect(existsSync(target.slice("sqlite:".length))).toBe(false);
    expect(jobs(await imported())).toMatchObject({ restored: 451 });
    expect(await list(target)).toBe(await list(source));
  });

  test("refuse what is no export, or of another version", async () => {
    writeFileSync(file, "{}\n");
    expect(await imported()).toMatchObject({
      code: 7,
      stderr: expect.stringContaining("no file of millrace store export"),
    });
    writeFileSync(file, HEADER.replace('"version":1', '"version":2'));
    expect(await imported()).toMatchObject({
      code: 7,
      stderr: expect.stringContaining("this program reads 1"),
    });
    expect(await run("store", "import", `${file}.none`, "--store", target)).toMatchObject({
      code: 3,
    });
  });

  test("count by --dry-run, and ask before they replace a file", async () => {
    const counted = await exported("--dry-run", "-o", "jsonl");
    expect(jobs(counted)).toEqual({ kind: "job", records: 451 });
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "mine");
    expect(await exported()).toMatchObject({ code: 2 });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });
});

const cli = new ServedCli();
const stores = emptyStores();

test("a server is refused, with what to name in its place", async () => {
  for (const command of ["export", "import"]) {
    const { code, stderr } = await cli.run(["store", command]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is a server, and this works on a store\nname the store by --store/);
  }
});

test("a queue of a store that others serve has to be paused, or --live said", async () => {
  await using opened = await stores.redis();
  await opened.store.enqueue([{ type: "served" }]);
  const at = ["--store", stores.redis.url, "-q"];
  const refused = await run("store", "export", ...at);
  expect(refused).toMatchObject({ code: 5, stdout: "" });
  expect(refused.stderr).toMatch(
    /the queue served may be served .*\npause .*millrace queue pause served\), or say --live/,
  );
  expect(await run("store", "export", "--live", ...at)).toMatchObject({ code: 0 });
  await opened.store.queues.pause("served");
  const { code, stdout } = await run("store", "export", ...at);
  expect(code).toBe(0);
  const ran = await run("store", "import", "--store", target, { stdin: stdout });
  expect(ran).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("served: paused; millrace queue resume TYPE"),
  });
});
