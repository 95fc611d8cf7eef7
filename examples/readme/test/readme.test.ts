import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { launchChromium, NO_CHROMIUM } from "@millrace/bundles/chromium";
import { Client } from "@millrace/client";
import { migrate } from "@millrace/store-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Block, blocksOf, commandsOf } from "../../test/blocks.ts";
import { nodeCommand, Program, until } from "../../test/example.ts";
import { buildPage, serveFolder } from "../../test/web-page.ts";

// Runs the front page: each command and each program of it, as it stands there but for addresses.

const ROOT = join(import.meta.dirname, "../../..");
const BLOCKS = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8"));
const ADDRESS = "http://localhost:8080";

/** Commands that are not run here, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "git clone <this repository> millrace && cd millrace": "this is the clone",
  "npm install /path/to/millrace/dist/millrace-{client,worker}-0.1.0.tgz":
    "packages/bundles/src/bundles.test.ts installs the tarballs, by each package manager",
};

const ran = new Set<Block | string>();
const stack = new AsyncDisposableStack();
let folder: string;
let origin: string;
/** What `npm start` runs, once all is installed. */
let demo: Program;
let url: string;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-readme-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, "examples/node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  ({ origin } = stack.use(await serveFolder(join(folder, "dist"), () => url)));
  demo = startDemo(take("npm start"));
  await until(() => expect(demo.lines.join("\n")).toContain("waits for jobs"));
  url = /url: "(http:[^"]+)"/.exec(demo.lines.join("\n"))?.[1] as string;
  client = stack.use(new Client({ url }));
});

afterAll(() => stack.disposeAsync());

/** The one block with `text`, which counts as run. */
function take(text: string): Block {
  const found = BLOCKS.filter(({ code }) => code.includes(text));
  const [block] = found;
  if (block === undefined || found.length > 1) throw new Error(`${found.length} blocks ${text}`);
  ran.add(block);
  return block;
}

function commands(text: string): string[] {
  return commandsOf(take(text));
}

function startDemo(block: Block): Program {
  expect(commandsOf(block)).toContain("npm start");
  ran.add("npm start");
  const start = readFileSync(join(ROOT, "scripts/start.mjs"), "utf8");
  const [, program = ""] = /bootstrap\("(.+?)"/.exec(start) ?? [];
  return keep(
    new Program(
      nodeCommand(join(ROOT, program)),
      {
        PORT: "0",
        HOST: "127.0.0.1",
        MILLRACE_URL: `sqlite:${folder}/millrace.db`,
        MILLRACE_CORS_ORIGINS: origin,
      },
      ROOT,
    ),
  );
}

function keep(program: Program): Program {
  stack.defer(async () => {
    program.signal("SIGTERM");
    await program.ended();
  });
  return program;
}

/** Runs a command to its end, which must be a good one; returns what it printed. */
async function run(command: string): Promise<string> {
  ran.add(command);
  const path = [join(ROOT, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const { stdout } = await promisify(execFile)("sh", ["-c", command.replaceAll(ADDRESS, url)], {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
  });
  return stdout;
}

/** Runs the command line as `npm run millrace` does, once all is installed. */
async function runMillrace(command: string): Promise<string> {
  ran.add(command);
  const main = nodeCommand(join(ROOT, "apps/cli/src/main.ts")).join(" ");
  const line = command.replace(/^npm run millrace/, main);
  const env = { ...process.env, MILLRACE_URL: url };
  const { stdout } = await promisify(execFile)("sh", ["-c", line], { cwd: ROOT, env });
  return stdout;
}

/** Writes a program to a file, with the address where a server is, and more if need be. */
function write(name: string, { code }: Block, more = ""): string {
  const file = join(folder, name);
  writeFileSync(file, code.replaceAll(ADDRESS, url) + more);
  return file;
}

function start(file: string): Program {
  return keep(new Program(nodeCommand(file), { MILLRACE_URL: url }, folder));
}

test("curl enqueues a job, and reads its queue and the metrics", async () => {
  const [enqueue = "", queue = "", metrics = ""] = commands("/v1/queues/print");
  const { job } = JSON.parse(await run(enqueue));
  await demo.untilPrinted(`print ${job.id}: {"hello": "you"}`);
  expect(JSON.parse(await run(queue))).toMatchObject({ queue: { type: "print" } });
  expect(await run(metrics)).toContain('millrace_queue_jobs{type="print",status="completed"}');
});

test("the command line enqueues a job, and shows jobs and their queue", async () => {
  const [enqueue = "", list = "", queue = ""] = commands("npm run millrace");
  const id = /^id +(\S+)$/m.exec(await runMillrace(enqueue))?.[1] as string;
  await demo.untilPrinted(`print ${id}: {"hello": "shell"}`);
  await until(async () => expect(await runMillrace(list)).toContain(id));
  expect(await runMillrace(queue)).toMatch(/^COMPLETED +\d/m);
});

describe.concurrent("a job is followed to its end", () => {
  const ENQUEUES = 'client.enqueue("slow")';
  const FOLLOWED = /^RUNNING step \d of 5\n(.*\n)*COMPLETED step 5 of 5$/m;

  test("by a program", async () => {
    const program = start(write("follow.ts", take(ENQUEUES)));
    await until(() => expect(program.lines.join("\n")).toMatch(FOLLOWED));
  });

  test("by a page", async (context) => {
    const block = take(ENQUEUES);
    if (NO_CHROMIUM !== undefined) return context.skip(NO_CHROMIUM);
    const source = join(folder, "page");
    mkdirSync(source);
    write("page/page.ts", block);
    writeFileSync(join(source, "index.html"), '<script type="module" src="./page.ts"></script>');
    await buildPage(join(folder, "dist"), { root: source });
    await using browser = await launchChromium();
    const tab = await browser.newPage();
    const lines: string[] = [];
    tab.on("console", (line) => lines.push(line.text()));
    tab.on("pageerror", ({ message }) => lines.push(message));
    await tab.goto(origin);
    await until(() => expect(lines.join("\n")).toMatch(FOLLOWED));
  });
});

test("the first worker runs the jobs of each of its producers", async () => {
  write("my-worker.ts", take('new Worker("email", async (job, ctx) =>'));
  const [program = "", ...others] = commands("npm run program");
  expect(others).toEqual([]);
  ran.add(program);
  const [, file = ""] = /^MILLRACE_URL=\S+ npm run program examples\/(\S+)$/.exec(program) ?? [];
  const worker = start(join(folder, file));
  const [rest = "", grpc = ""] = commands("buf curl");
  for (const [i, command] of [rest, grpc].entries()) {
    await run(command);
    await until(() => expect(worker.lines).toHaveLength(i + 1));
    expect(worker.lines[i]).toBe("sending to ada@example.com");
  }
  const producer = start(write("producer.ts", take("client.waitFor(job.id)")));
  expect(await producer.ended()).toBe(0);
  expect(producer.lines).toEqual(["COMPLETED { delivered: true }"]);
  worker.signal("SIGTERM");
  expect(await worker.ended()).toBe(0);
});

test("a definition serves producer and worker", async () => {
  const program = start(write("definition.ts", take("defineJob(")));
  await program.untilPrinted("ada@example.com");
  program.signal("SIGTERM");
  expect(await program.ended()).toBe(0);
});

test("a web handler answers with the job, on Redis", async () => {
  const redis = process.env["REDIS_URL"];
  if (redis === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
  const { code, ...block } = take("export async function POST");
  const here = code.replace("redis://localhost:6379", `${redis}?prefix=readme`);
  const file = write(
    "handler.ts",
    { ...block, code: here },
    `
    const ask = (body: object) =>
      POST(new Request("http://a/", { method: "POST", body: JSON.stringify(body) }));
    const { status, ...answer } = await ask({ to: "ada" });
    const job = await (await ask({ to: "ada" })).json();
    console.log(status, job.type, job.priority, job.payload.to);
    await client.close();`,
  );
  const program = start(file);
  expect(await program.ended()).toBe(0);
  expect(program.lines).toEqual(["202 email 10 ada"]);
});

test("a handler decides what becomes of its job", async () => {
  const server = createServer((request, response) => {
    response.writeHead(Number(request.url?.slice(1)), { "content-type": "application/json" });
    response.end('{"charged":true}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(() => void server.close());
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const worker = start(
    write("charge.ts", take("async charge(job, ctx)"), "\nawait worker.run();\n"),
  );
  for (const [status, becomes] of [
    [200, "COMPLETED"],
    [404, "FAILED"],
    [429, "RETRYING"],
    [425, "SCHEDULED"],
  ] as const) {
    const payload = new TextEncoder().encode(`${site}/${status}`);
    const { job } = await client.enqueue("charge", payload);
    await until(async () => expect(await client.get(job.id)).toMatchObject({ status: becomes }));
  }
  worker.signal("SIGTERM");
  expect(await worker.ended()).toBe(0);
});

test("one process has its jobs in a file", async () => {
  const program = start(write("sqlite.ts", take("SqliteStore.open")));
  await program.untilPrinted("{ to: 'ada' }");
});

test("a job is a part of a transaction of Postgres, by TypeScript and by SQL", async () => {
  const dsn = process.env["POSTGRES_DSN"];
  if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");
  const name = `readme_${process.pid}`;
  const admin = await connected(dsn);
  await admin.query(`CREATE DATABASE ${name}`);
  stack.defer(async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  const shop = new URL(dsn);
  shop.pathname = `/${name}`;
  await migrate(shop.href);
  const database = await connected(shop.href);
  stack.defer(() => database.end());
  await database.query("CREATE TABLE orders (id int)");

  const { code, ...block } = take('client.query("BEGIN")');
  const here = code.replace("postgres://localhost/shop", shop.href);
  const program = start(write("order.ts", { ...block, code: here }));
  const jobs = stack.use(new Client({ url: shop.href }));
  await until(async () => {
    const { jobs: found } = await jobs.listPage({ type: "confirm-order" });
    expect(found).toMatchObject([{ status: "PENDING" }]);
  });
  program.signal("SIGTERM");
  await program.ended();
  expect((await database.query("SELECT id FROM orders")).rows).toEqual([{ id: 17 }]);

  await database.query(take("SELECT millrace.enqueue").code);
  const { jobs: found } = await jobs.listPage({ type: "confirm-order", statuses: ["SCHEDULED"] });
  expect(found).toMatchObject([{ idempotencyKey: "order-17" }]);
});

async function connected(connectionString: string): Promise<pg.Client> {
  const database = new pg.Client({ connectionString });
  await database.connect();
  return database;
}

test("nothing on the page is left out, and nothing is excused that is not there", () => {
  const commandsThere = BLOCKS.filter(({ language }) => language === "sh").flatMap(commandsOf);
  const left = [
    ...BLOCKS.filter((block) => block.language !== "sh" && !ran.has(block)).map(
      ({ line, code }) => `line ${line}: ${code}`,
    ),
    ...commandsThere.filter((command) => !ran.has(command) && !(command in NOT_RUN)),
  ];
  expect(left).toEqual([]);
  expect(commandsThere).toEqual(expect.arrayContaining(Object.keys(NOT_RUN)));
});
