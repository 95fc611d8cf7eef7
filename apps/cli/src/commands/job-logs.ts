import type { JobView } from "@millrace/client";
import type { LogLine } from "@millrace/core";
import type { Run } from "../command.ts";
import type { View } from "../output/view.ts";
import type { JOB_LOGS } from "../specs/job.ts";

export const run: Run<typeof JOB_LOGS> = async ({ arguments: [id], ...call }) => {
  const { options, output, messages, io } = call;
  const client = await call.connect();
  if (!options.follow) {
    const { log = [] } = await client.get(id);
    await output.items(log, LINE_VIEW);
    if (log.length === 0) messages.note("no lines");
    return;
  }
  const events = client.watch({ id, signal: io.signal });
  await output.items(newLines(events), LINE_VIEW, { live: true });
};

/** The lines that each event has and the one before had not: a job keeps its last ones alone. */
async function* newLines(events: AsyncIterable<{ readonly job: JobView }>) {
  let known: readonly LogLine[] = [];
  for await (const { job } of events) {
    const { log = [] } = job;
    yield* log.slice(overlap(known, log));
    known = log;
  }
}

/** How many lines at the beginning of `log` are those at the end of `known`. */
function overlap(known: readonly LogLine[], log: readonly LogLine[]): number {
  for (let length = Math.min(known.length, log.length); length > 0; length--) {
    const isSame = (line: LogLine, place: number) => {
      const { at, attempt, text } = known[known.length - length + place] as LogLine;
      return line.at === at && line.attempt === attempt && line.text === text;
    };
    if (log.slice(0, length).every(isSame)) return length;
  }
  return 0;
}

const LINE_VIEW: View<LogLine> = {
  columns: [
    { header: "TIME", cell: ({ at }, shown) => shown.time(at) },
    { header: "ATTEMPT", alignRight: true, cell: ({ attempt }) => String(attempt) },
    { header: "TEXT", cell: ({ text }) => text },
  ],
  fields: ["at", "attempt", "text"],
  id: ({ at }) => new Date(at).toISOString(),
  json: (line) => ({ ...line, at: new Date(line.at).toISOString() }),
};
