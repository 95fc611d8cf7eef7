// Has a job run once all the jobs of a group have completed.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const worker = new Worker({
  encode: async (job) => job.json<{ part: string }>().part,
  publish: async () => "published",
});
await worker.start();

const group = await client.groups.create({
  onCompleted: { type: "publish", payload: { film: 7 } },
  onFailed: { type: "tell", payload: { who: "ada" } },
});
await group.enqueue("encode", { part: "video" });
await group.enqueue("encode", { part: "audio" });
await group.seal();
const { counts, callbacks } = await group.wait();
console.log(`completed: ${counts.completed}, open: ${counts.open}`);

const published = await client.waitFor(callbacks.onCompleted ?? "");
console.log(published.resultJson<string>());
// None has failed, so nobody has to be told.
console.log((await client.get(callbacks.onFailed ?? "")).status);
await worker.stop();
await client.close();
