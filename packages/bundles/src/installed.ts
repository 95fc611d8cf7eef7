import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Writes `text` as the file `name` of the project in `folder`, runs it, and returns what it printed. */
export async function runText(folder: string, name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  const { stdout } = await run(process.execPath, [name], { cwd: folder });
  return stdout.trim();
}

/** A job's way through a SQLite file, which needs no package but the store and the core. */
export const SQLITE_PROGRAM = `import { enqueueOne, SqliteStore } from "@millrace/store-sqlite";
const store = await SqliteStore.open("sqlite:./jobs.db");
const { job } = await enqueueOne(store, { type: "email" });
console.log(job.status);
await store.close();
`;

/** What users write whose compiler asks for much: what may be absent is handed on as it is. */
const STRICT_PROGRAM = `import { Client, type JobOptions } from "@millrace/client";
import { MemoryStore } from "@millrace/store-memory";
import { Worker, type WorkerOptions } from "@millrace/worker";

const key: string | undefined = process.env["KEY"];
const priority: number | undefined = undefined;
const options: JobOptions = { idempotencyKey: key, priority, delay: undefined };
const workerOptions: WorkerOptions = { url: process.env["URL"], concurrency: priority };
const client = new Client({ url: "http://localhost:8080" });
client.enqueue("email", { to: "ada" }, options).then(({ job }) => console.log(job.id), console.error);
const handler = async (job: { json<T>(): T }) => job.json<{ to: string }>();
console.log(new Worker("email", handler, { ...workerOptions, source: new MemoryStore() }));
`;

/**
 * Compiles a program of the project in `folder` as an ES module and as CommonJS, with the declarations
 * of all packages checked too; returns what the compiler says.
 */
export async function compileStrictly(folder: string): Promise<string> {
  const files = ["strict.mts", "strict.cts"];
  for (const file of files) writeFileSync(join(folder, file), STRICT_PROGRAM);
  const compilerOptions = {
    target: "es2024",
    module: "node20",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return run("tsc", ["--project", "."], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}
