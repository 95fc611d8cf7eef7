// Asks when schedules fire, where clocks change in between.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const nightly = { cron: "30 2 * * *", zone: "Europe/Berlin" };
const after = new Date("2027-03-27T12:00:00Z");
for (const { local, note = "" } of await client.schedules.preview(nightly, { after, count: 2 })) {
  console.log(local, note);
}

const office = { every: "2h", exceptCron: "* * * * 0,6", exceptDates: ["2027-12-24"] } as const;
const christmas = { after: new Date("2027-12-23T21:00:00Z"), count: 2 };
for (const { local } of await client.schedules.preview(office, christmas)) console.log(local);
await client.close();
