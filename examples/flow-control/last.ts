// Saves a document while it is edited: the last edit is saved last, and no two saves run at once.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

let begin = () => {};
let goOn = () => {};
const begun = new Promise<void>((resolve) => (begin = resolve));
const edited = new Promise<void>((resolve) => (goOn = resolve));
const saved: string[] = [];

const worker = new Worker("save", async (job) => {
  begin();
  await edited;
  saved.push(job.json<{ text: string }>().text);
});
await worker.start();

const unique = { key: "document-3", onConflict: "REPLACE" } as const;
const save = (text: string) => client.enqueue("save", { text }, { unique });
await save("a");
await begun;
const next = await save("b");
const last = await save("c");
console.log("while a save runs:", next.created, next.job.status);
console.log("and once more:", last.replaced, last.job.id === next.job.id);
goOn();
await client.waitFor(last.job.id);
console.log("saved:", saved.join(" then "));
await worker.stop();
await client.close();
