// Has a job come after two others.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const { job: ada } = await client.enqueue("email", { to: "ada" });
const { job: grace } = await client.enqueue("email", { to: "grace" });
const { job: last } = await client.enqueue("email", { to: "boss" }, { after: [ada, grace] });
console.log(last.status, last.waitsFor?.count);

// No worker runs this type: it is cancelled, and what comes after it can never run.
const { job: lost } = await client.enqueue("fax", { to: "ada" });
const { job: vain } = await client.enqueue("email", { to: "ada" }, { after: [lost] });
await client.cancel(lost.id);
const { status, cancelReason } = await client.get(vain.id);
console.log(status, cancelReason?.replace(lost.id, "the fax"));

// The worker may start now.
await client.queues.resume("email");
console.log((await client.waitFor(last.id)).status);
await client.close();
