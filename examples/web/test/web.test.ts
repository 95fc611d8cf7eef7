import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { nodeCommand, Program, until } from "../../test/example.ts";

// The programs of the pages on web frameworks, as they are printed there.

const ROOT = join(import.meta.dirname, "../../..");
const store = new MemoryStore();
const server = new MillraceServer(store, { version: "0.0.0-test" });
const programs: Program[] = [];
let url: string;
let folder: string;

beforeAll(async () => {
  const { port } = await server.start(0, "127.0.0.1");
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.stop(0);
  await store.close();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-web-"));
  symlinkSync(join(ROOT, "examples/node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  vi.stubEnv("PORT", "0");
  vi.stubEnv("HOST", "127.0.0.1");
  vi.stubEnv("MILLRACE_URL", url);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const program of programs) program.signal("SIGKILL");
  await Promise.all(programs.splice(0).map((program) => program.ended()));
  rmSync(folder, { recursive: true });
});

/** Writes the files of a page, each a block of TypeScript that begins with its name; later pages win. */
function writePages(...pages: string[]): void {
  for (const page of pages) {
    const text = readFileSync(join(ROOT, "docs", page), "utf8");
    for (const [, name = "", code = ""] of text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, code);
    }
  }
}

function start(file: string): Program {
  const program = new Program(nodeCommand(join(folder, file)), { MILLRACE_URL: url });
  programs.push(program);
  return program;
}

interface Answer {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly result: unknown;
}

const EMAIL = { to: "ada@example.com", text: "hello" };

/** A request of the application's, with its status, its Location and its body. */
type Ask = (path: string, body?: object) => Promise<Response>;

/** An email is enqueued, worked off and shown; what is wrong is told by its status. */
async function expectEmails(ask: Ask, emails: string): Promise<void> {
  const accepted = await ask(emails, EMAIL);
  expect(accepted.status).toBe(202);
  const { id } = (await accepted.json()) as Answer;
  const location = accepted.headers.get("location") as string;
  expect(location).toContain(id);
  await until(async () => {
    const job = (await (await ask(location)).json()) as Answer;
    expect(job).toMatchObject({
      status: "COMPLETED",
      payload: EMAIL,
      result: { sentTo: EMAIL.to },
    });
  });

  const refused = await ask(emails, { to: "nobody" });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: "INVALID_ARGUMENT" });
  expect((await ask(location.replace(id, "0-0000000000000000"))).status).toBe(404);
}

/** Serves the route handlers of a Next.js application at their paths, in place of Next.js. */
const ROUTES = `
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { GET } from "./app/api/jobs/[id]/route.ts";
import { POST } from "./app/api/emails/route.ts";
import { client } from "./jobs.ts";

const server = createServer(async (incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const body = method === "POST" ? await text(incoming) : undefined;
  const request = new Request(new URL(url, "http://localhost"), { method, headers, body });
  const params = Promise.resolve({ id: url.split("/").at(-1) });
  const answer = await (method === "POST" ? POST(request) : GET(request, { params }));
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
});
server.listen(0, "127.0.0.1", () => console.log(server.address()));
process.once("SIGTERM", () => server.close(() => void client.close()));
`;

test.each([
  ["express.md", "/emails", /port: (\d+)/],
  ["fastify.md", "/emails", /http:\/\/127\.0\.0\.1:(\d+)/],
  ["nextjs.md", "/api/emails", /port: (\d+)/],
])("the application and the worker of %s", async (page, emails, listening) => {
  writeFileSync(join(folder, "server.ts"), ROUTES);
  writePages("web.md", page);
  const [app, worker] = [start("server.ts"), start("worker.ts")];
  const port = () => listening.exec(app.lines.join("\n"))?.[1];
  await until(() => expect(port()).toBeDefined());
  const ask: Ask = (path, body) =>
    fetch(`http://127.0.0.1:${port()}${path}`, {
      ...(body && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
  await expectEmails(ask, emails);
  for (const program of [app, worker]) program.signal("SIGTERM");
  expect(await Promise.all([app.ended(), worker.ended()])).toEqual([0, 0]);
});
