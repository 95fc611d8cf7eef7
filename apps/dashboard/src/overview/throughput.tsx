import type { MinuteStats, Queue } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import { formatCount, formatRate } from "../format/numbers.ts";
import { Panel } from "../ui/panel.tsx";
import { MinuteBars } from "./minute-bars.tsx";

/** What happens a second, and what has happened in the last hour. */
export function Throughput({
  queues,
  minutes,
}: {
  queues: readonly Queue[];
  minutes: readonly MinuteStats[];
}) {
  const sum = (
    field: "enqueuedPerSecond" | "completedPerSecond" | "failedPerSecond" | "retriedPerSecond",
  ) => queues.reduce((total, { activity }) => total + activity[field], 0);
  const oldest = Math.max(0, ...queues.map(({ counts }) => counts.PENDING.oldestAgeMs ?? 0));
  const completed = minutes.reduce((total, minute) => total + minute.completed, 0);
  return (
    <Panel
      title="Throughput"
      aside={<span className="text-xs text-muted-foreground">a second, over the last minute</span>}
    >
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(5.5rem,1fr))] gap-x-3 gap-y-2 px-3 py-2.5">
        <Figure label="Enqueued" value={formatRate(sum("enqueuedPerSecond"))} />
        <Figure label="Completed" value={formatRate(sum("completedPerSecond"))} />
        <Figure label="Retried" value={formatRate(sum("retriedPerSecond"))} />
        <Figure label="Failed" value={formatRate(sum("failedPerSecond"))} />
        <Figure label="Oldest due" value={oldest === 0 ? "–" : formatDuration(oldest)} />
      </dl>
      <div className="border-t px-3 py-2">
        <MinuteBars minutes={minutes} />
        <p className="mt-1 flex justify-between text-xs text-muted-foreground">
          <span>an hour ago</span>
          <span>{formatCount(completed)} completed in the hour</span>
          <span>now</span>
        </p>
      </div>
    </Panel>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-muted-foreground">{label}</dt>
      <dd className="text-base font-semibold tabular-nums">{value}</dd>
    </div>
  );
}
