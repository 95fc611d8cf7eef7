import { durationMs } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import { liveQueues } from "../live-queues.ts";
import { LIVE_STATS_VIEW, type LiveStats } from "../output/live-stats-view.ts";
import { STATS_VIEW } from "../output/stats-view.ts";
import type { STATS } from "../specs/queue.ts";

export const run: Run<typeof STATS> = async (call) => {
  const { options, output, messages, connect } = call;
  const { watch, interval, ...query } = options;
  if (watch) return await watchStats(call);
  if (interval !== undefined)
    throw usageError("--interval is for --watch", "give both", "--interval");
  const client = await connect();
  const minutes = await client.queues.stats(query);
  await output.items(minutes, STATS_VIEW);
  if (minutes.length === 0) messages.note("nothing has happened");
};

async function watchStats(call: Invocation<typeof STATS>): Promise<void> {
  const { options, output, messages, connect, io } = call;
  const { type, minutes, interval = "1s" } = options;
  if (minutes !== undefined) {
    throw usageError("--minutes is for what has happened", "leave it or --watch out", "--minutes");
  }
  const client = await connect();
  async function* rows(): AsyncGenerator<LiveStats> {
    const live = { type, everyMs: durationMs(interval), signal: io.signal };
    let told = "";
    for await (const { queues, fault } of liveQueues(client, live)) {
      if (fault !== "" && fault !== told) messages.note(fault);
      told = fault;
      // What is no longer so is no row.
      if (fault === "") yield { at: new Date(), queues };
    }
  }
  await output.items(rows(), LIVE_STATS_VIEW, { live: true });
}
