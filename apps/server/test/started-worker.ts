// A program that ends with start(): `node started-worker.ts TYPE URL`.
import { MemoryStore } from "@millrace/store-memory";
import { SqliteStore } from "@millrace/store-sqlite";
import { Worker } from "@millrace/worker";

const [type = "", url = ""] = process.argv.slice(2);

const store = url === "memory:" ? new MemoryStore() : await openFile();
const worker = new Worker(type, () => "done", store === undefined ? { url } : { source: store });
worker.on("completed", () => console.log("completed"));
worker.on("stopped", () => console.log("stopped"));
process.once("SIGTERM", () => void worker.stop());
process.once("beforeExit", () => console.log("nothing is left to do"));
await worker.start();
console.log("started");
// Nothing but the worker keeps the process until then.
if (store !== undefined) setTimeout(() => void store.enqueue([{ type }]), 300).unref();

function openFile(): Promise<SqliteStore> | undefined {
  return url.startsWith("sqlite:") ? SqliteStore.open(url) : undefined;
}
