// Makes a schedule as each deploy does, and fires it by hand.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const times = { cron: "0 2 * * *", zone: "Europe/Berlin" };
const job = { type: "report", payload: { day: `\${nominal}` } };
for (const deploy of ["first", "second"]) {
  const { changed, schedule } = await client.schedules.upsert("report", times, job);
  console.log(deploy, changed, schedule.revision);
}

const { jobId, trigger } = await client.schedules.trigger("report");
const { metadata } = await client.get(jobId ?? "");
console.log(trigger, metadata["millrace.schedule"]);

await client.schedules.pause("report", { by: "ada", note: "the database moves" });
const { state, pause } = await client.schedules.get("report");
console.log(state, pause?.note);
await client.close();
