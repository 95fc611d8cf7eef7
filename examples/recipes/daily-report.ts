// A server of an app, of which several run: each declares the daily report, and any of them writes it.
import { schedule, Worker } from "@millrace/worker";

const deploy = Number(process.env["DEPLOY"] ?? 1);
const report = schedule(
  "daily-report",
  { cron: process.env["REPORT_CRON"] ?? "0 6 * * *", zone: "Europe/Berlin" },
  { type: "daily-report", payload: { day: `\${nominal}` } },
  { managedBy: "shop", sourceVersion: deploy },
);

const worker = new Worker(
  "daily-report",
  (job) => {
    const { day } = job.json<{ day: string }>();
    // A job can run again after a crash, so write the report of a day under its day.
    console.log(`deploy ${deploy}: report of ${day}`);
  },
  { schedules: [report] },
);
await worker.run();
