import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { enqueueOne, type Store } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);

/** The commands of a page, for the server of this file. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../../docs", page), "utf8");
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = ""]) => block.trim().split("\n"))
    .map((command) => command.replaceAll("localhost:8080", `127.0.0.1:${port}`))
    .map((command) => command.replace("curl ", "curl --fail-with-body --silent --show-error "));
}

function hasCurl(): boolean {
  const { stdout } = spawnSync("curl", ["--help", "all"], { encoding: "utf8" });
  return stdout?.includes("--json") ?? false;
}

let store: Store;
let server: MillraceServer;
let port: number;

beforeAll(async () => {
  store = new MemoryStore();
  server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
  ({ port } = await server.start(0, "127.0.0.1"));
});

afterAll(async () => {
  await server.stop(0);
  await store.close();
});

it("runs each command of the page on REST", async (context) => {
  if (!hasCurl()) context.skip("there is no curl 7.82 or newer, which --json takes");
  const commands = commandsOf("rest.md");
  expect(commands.length).toBeGreaterThan(6);
  const { job } = await enqueueOne(store, { type: "email", metadata: { team: "growth" } });
  const env = { ...process.env, ID: job.id };
  const answers: string[] = [];
  for (const command of commands) {
    answers.push((await run("sh", ["-ec", command], { env })).stdout);
  }
  const [made, read, listed, changed, cancelled, events, retried, queue, deleted] = answers;
  expect(JSON.parse(made as string).job.payloadJson).toEqual({ to: "ada@example.com" });
  expect(JSON.parse(read as string).job.id).toBe(job.id);
  expect(JSON.parse(listed as string).jobs).toMatchObject([{ id: job.id }]);
  expect(JSON.parse(changed as string).job).toMatchObject({ priority: 50, sequence: "2" });
  expect(JSON.parse(cancelled as string).job.cancelReason).toBe("withdrawn");
  expect(events).toContain("id: 3\nevent: job\ndata: ");
  expect(JSON.parse(retried as string).job.status).toBe("JOB_STATUS_PENDING");
  expect(JSON.parse(queue as string).queue.type).toBe("email");
  expect(deleted).toBe("");
});

it("runs each command of the page on flow control", async (context) => {
  if (!hasCurl()) context.skip("there is no curl 7.82 or newer, which --json takes");
  const commands = commandsOf("flow-control.md");
  expect(commands.length).toBeGreaterThan(2);
  const answers: object[] = [];
  for (const command of commands) {
    const { stdout } = await run("sh", ["-ec", command]);
    answers.push(JSON.parse(stdout));
  }
  const paused = { by: "ada", reason: "the relay is down" };
  expect(answers[0]).toMatchObject({ queue: { type: "email", paused } });
  expect(answers[1]).not.toHaveProperty("queue.paused");
  expect(answers).toContainEqual(expect.objectContaining({ created: true }));
});
