import type { MinuteStats } from "@millrace/client";
import { lazy, Suspense, useMemo } from "react";
import { formatCount } from "../format/numbers.ts";
import { useMinutes } from "../live/live-server.ts";
import { useNow } from "../ui/clock.ts";
import { Panel } from "../ui/panel.tsx";

const Plot = lazy(() => import("../plots/plot.tsx"));

const SPAN = 60;
const MINUTE_MS = 60_000;

/** What has happened to the jobs of a queue, minute by minute of the last hour. */
export function ThroughputPlot({ type }: { type: string }) {
  const { data = [] } = useMinutes(SPAN, type);
  const last = Math.floor(useNow() / MINUTE_MS);
  const { times, series, summary } = useMemo(() => plotted(data, last), [data, last]);
  return (
    <Panel title="Throughput" aside={<Unit>jobs a minute, in the last hour</Unit>}>
      <Suspense fallback={<div className="h-44" />}>
        <Plot times={times} series={series} summary={summary} format={formatCount} />
      </Suspense>
    </Panel>
  );
}

function Unit({ children }: { children: string }) {
  return <span className="text-xs text-muted-foreground">{children}</span>;
}

function plotted(minutes: readonly MinuteStats[], last: number) {
  const known = new Map(minutes.map((minute) => [minute.startsAt / MINUTE_MS, minute]));
  const all = Array.from({ length: SPAN }, (_, i) => last - SPAN + 1 + i);
  const values = (field: "enqueued" | "completed" | "retried" | "failed") =>
    all.map((minute) => known.get(minute)?.[field] ?? 0);
  const sum = (field: "enqueued" | "completed" | "failed") =>
    formatCount(values(field).reduce((total, value) => total + value, 0));
  return {
    times: all.map((minute) => minute * 60),
    series: [
      { label: "Enqueued", colour: "pending", values: values("enqueued") },
      { label: "Completed", colour: "completed", values: values("completed") },
      { label: "Retried", colour: "retrying", values: values("retried") },
      { label: "Failed", colour: "failed", values: values("failed") },
    ],
    summary: `In the last hour ${sum("enqueued")} were enqueued, ${sum("completed")} completed and ${sum("failed")} failed.`,
  };
}
