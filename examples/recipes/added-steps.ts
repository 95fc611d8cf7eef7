// Reads a file whose sheets are known only once it is open, and adds a step for each of them.
import { Client } from "@millrace/client";
import { handleSteps, Worker } from "@millrace/worker";
import { type Steps, workflow } from "@millrace/workflow";
import { z } from "zod";

const FILES: Record<string, Record<string, number[]>> = {
  "q1.xlsx": { january: [3, 4], february: [5], march: [] },
};

const report = workflow("report", { input: z.object({ file: z.string() }) }).task("open", {
  type: "open",
  result: z.object({ sheets: z.array(z.string()) }),
});

const worker = new Worker({
  ...handleSteps(report, {
    open(job, { addSteps }) {
      const { file } = job.json<{ file: string }>();
      const sheets = Object.keys(FILES[file] ?? {});
      const added: Record<string, Steps[string]> = {
        total: { type: "total", after: sheets, input: { sheets } },
      };
      for (const sheet of sheets)
        added[sheet] = { type: "sum", after: ["open"], input: { file, sheet } };
      addSteps(added);
      return { sheets };
    },
  }),
  sum(job) {
    const { file, sheet } = job.json<{ file: string; sheet: string }>();
    return (FILES[file]?.[sheet] ?? []).reduce((sum, value) => sum + value, 0);
  },
  async total(job, { results }) {
    const { sheets } = job.json<{ sheets: string[] }>();
    const sums = await Promise.all(sheets.map((sheet) => results.get<number>(sheet)));
    return sums.reduce((sum, value) => sum + value, 0);
  },
});
await worker.start();

const client = new Client();
await client.workflows.put(report);
const run = await client.workflows.start("report", { input: { file: "q1.xlsx" } });
const { status, result, counts } = await run.wait();
console.log(status, result, `${counts.COMPLETED} steps`);
await worker.stop();
await client.close();
