// Resizes thousands of pictures, lets one in ten fail, and tells how it went.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";
import { cel, size, workflow } from "@millrace/workflow";
import { z } from "zod";

const count = Number(process.env["PICTURES"] ?? 10_000);
const gallery = workflow("gallery", { input: z.object({ pictures: z.array(z.number()) }) })
  .map("resize", {
    over: (r) => r.input.pictures,
    as: "picture",
    type: "resize",
    input: (_, picture) => ({ picture }),
    maxAttempts: 1,
    maxRunning: 500,
    tolerate: "10%",
    result: z.object({ bytes: z.number() }),
  })
  .task("summary", {
    type: "summary",
    input: (r) => ({
      done: cel<number>`size(${r.resize}.filter(picture, picture != null))`,
      of: size(r.input.pictures),
    }),
  });

const worker = new Worker(
  {
    resize(job) {
      const { picture } = job.json<{ picture: number }>();
      if (picture % 20 === 0) throw new Error("is no picture");
      return { bytes: picture };
    },
    summary(job) {
      const { done, of } = job.json<{ done: number; of: number }>();
      console.log(`${done} of ${of} pictures`);
    },
  },
  // The run counts what fails: a line in the log for each would be too much.
  { concurrency: 100, logger: { info() {}, warn() {}, error() {} } },
);
await worker.start();

const client = new Client();
await client.workflows.put(gallery);
const pictures = Array.from({ length: count }, (_, picture) => picture);
const run = await client.workflows.start("gallery", { input: { pictures } });
const { status, error } = await run.wait();
console.log([status, error?.message].join(" ").trim());
await worker.stop();
await client.close();
