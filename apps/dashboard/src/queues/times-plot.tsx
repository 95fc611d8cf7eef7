import type { Queue } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import { lazy, Suspense, useMemo } from "react";
import { useNow } from "../ui/clock.ts";
import { Panel } from "../ui/panel.tsx";
import { queueHistory } from "./queue-history.ts";

const Plot = lazy(() => import("../plots/plot.tsx"));

/** How long jobs wait and run, since the page was opened. */
export function TimesPlot({ queue }: { queue: Queue }) {
  const now = useNow();
  const moments = queueHistory.note(queue, Math.floor(now / 1_000));
  const { times, series } = useMemo(
    () => ({
      times: moments.map(({ at }) => at),
      series: [
        { label: "Oldest due", colour: "pending", values: moments.map(({ oldestMs }) => oldestMs) },
        { label: "Wait p95", colour: "retrying", values: moments.map(({ waitMs }) => waitMs) },
        { label: "Run p95", colour: "running", values: moments.map(({ runMs }) => runMs) },
      ],
    }),
    [moments],
  );
  const { oldestMs = 0, waitMs, runMs } = moments.at(-1) ?? {};
  const told = (ms: number | null | undefined) => (ms == null ? "unknown" : formatDuration(ms));
  const summary = `The oldest due job waits for ${formatDuration(oldestMs)}; all but one in twenty have waited ${told(waitMs)} and run ${told(runMs)} at most.`;
  return (
    <Panel
      title="Wait, run and age"
      aside={<span className="text-xs text-muted-foreground">since this page is open</span>}
    >
      <Suspense fallback={<div className="h-44" />}>
        <Plot times={times} series={series} summary={summary} format={formatDuration} />
      </Suspense>
    </Panel>
  );
}
