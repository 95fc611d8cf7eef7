// Books a journey in three steps, and when one of them fails undoes those before it, the latest first.
import { Client } from "@millrace/client";
import { PermanentError, Worker } from "@millrace/worker";
import { eq, status, workflow } from "@millrace/workflow";
import { z } from "zod";

const Booking = z.object({ booking: z.string() });
const journey = workflow("journey", { input: z.object({ to: z.string() }) })
  .task("flight", { type: "book-flight", result: Booking })
  .task("hotel", { type: "book-hotel", after: ["flight"], result: Booking })
  .task("car", { type: "book-car", after: ["hotel"], result: Booking })
  // Each undoes what was done, and goes on where nothing was.
  .onFailure("undo-hotel", {
    type: "undo",
    when: (r) => eq(status(r.hotel), "COMPLETED"),
    input: (r) => r.hotel.booking,
  })
  .onFailure("undo-flight", {
    type: "undo",
    after: ["undo-hotel"],
    rule: "NONE_FAILED",
    when: (r) => eq(status(r.flight), "COMPLETED"),
    input: (r) => r.flight.booking,
  });

const book = (what: string, job: { readonly id: string; json<T>(): T }) => {
  const { to } = job.json<{ to: string }>();
  if (to === "Atlantis" && what === "car") throw new PermanentError("there is no road");
  console.log(`booked a ${what} to ${to}`);
  // A handler can run again after a crash: the job's id is the same, and names the booking.
  return { booking: `${what} to ${to}` };
};
const worker = new Worker({
  "book-flight": (job) => book("flight", job),
  "book-hotel": (job) => book("hotel", job),
  "book-car": (job) => book("car", job),
  undo: (job) => console.log(`undone: ${job.json<string>()}`),
});
await worker.start();

const client = new Client();
await client.workflows.put(journey);
for (const to of ["Oslo", "Atlantis"]) {
  const run = await client.workflows.start("journey", { input: { to } });
  const ended = await run.wait();
  console.log([to, ended.status, ended.error?.message].join(" ").trim());
}
await worker.stop();
await client.close();
