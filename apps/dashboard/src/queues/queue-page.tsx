import type { Queue } from "@millrace/client";
import { formatDuration, queryTerm, type Rate } from "@millrace/core";
import { ArrowDownToLine, Pause, Play, SlidersHorizontal, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Link, useParams } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { formatCount, formatRate } from "../format/numbers.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { useQueue } from "../live/live-queue.ts";
import { useWorkers } from "../live/live-server.ts";
import { StatusTiles } from "../overview/status-tiles.tsx";
import { Button } from "../ui/button.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { WorkerTable } from "../workers/worker-table.tsx";
import { HoldDialog } from "./hold-dialog.tsx";
import { ThroughputPlot } from "./throughput-plot.tsx";
import { TimesPlot } from "./times-plot.tsx";

const BulkDialog = lazy(() => import("../bulk/bulk-dialog.tsx"));
const KeysPanel = lazy(() => import("./keys-panel.tsx"));
const LimitsDialog = lazy(() => import("./limits-dialog.tsx"));

export default function QueuePage() {
  const { type = "" } = useParams();
  usePageTitle(type);
  const { data: queue, error } = useQueue(type);
  const workers = (useWorkers().data?.workers ?? []).filter(({ types }) => types.includes(type));
  if (queue === undefined) {
    return (
      <p className="p-6 text-muted-foreground">
        {error === null ? "Loading…" : `The queue cannot be read: ${reasonOf(error)}`}
      </p>
    );
  }
  return (
    <div className="mx-auto flex w-full max-w-screen-xl flex-col gap-3 p-3 md:p-4">
      <QueueHead queue={queue} />
      <HoldLine queue={queue} />
      <StatusTiles queues={[queue]} type={type} />
      <div className="grid gap-3 lg:grid-cols-2">
        <ThroughputPlot type={type} />
        <TimesPlot queue={queue} />
      </div>
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          <Panel title="Workers">
            {workers.length === 0 ? (
              <p className="px-3 py-2 text-muted-foreground">
                None that lives leases this type. Start one: its first line says which types it
                waits for.
              </p>
            ) : (
              <WorkerTable workers={workers} isOfQueue />
            )}
          </Panel>
          <Suspense>
            <KeysPanel type={type} />
          </Suspense>
        </div>
        <QueueFigures queue={queue} />
      </div>
    </div>
  );
}

function QueueHead({ queue }: { queue: Queue }) {
  const [asked, setAsked] = useState<"pause" | "drain" | "limits" | "purge">();
  const { isBusy, run } = useAction();
  const { type, paused, draining } = queue;
  const isHeld = paused !== undefined || draining !== undefined;
  const close = () => setAsked(undefined);
  const ofQueue = useMemo(() => ({ type }), [type]);
  const resume = () => run(() => client.queues.resume(type), `The queue ${type} was resumed.`);
  useHotkeys({
    p: {
      label: "Pause the queue, or resume it",
      run: () => {
        if (PAGE_SETTINGS.readOnly) return;
        if (isHeld) void resume();
        else setAsked("pause");
      },
    },
  });
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h1 className="text-lg font-semibold wrap-anywhere">{type}</h1>
      <div className="flex flex-wrap items-center gap-2">
        <Link
          href={jobsLink({ type })}
          className="inline-flex h-8 items-center rounded-md border bg-card px-2.5 font-medium hover:bg-muted"
        >
          Its jobs
        </Link>
        <Link
          href={`/errors?type=${encodeURIComponent(type)}`}
          className="inline-flex h-8 items-center rounded-md border bg-card px-2.5 font-medium hover:bg-muted"
        >
          Its errors
        </Link>
        {!PAGE_SETTINGS.readOnly && (
          <>
            {isHeld && (
              <Button
                icon={Play}
                look="primary"
                hotkey="p"
                disabled={isBusy}
                onClick={() => void resume()}
              >
                Resume
              </Button>
            )}
            {paused === undefined && (
              <Button icon={Pause} hotkey="p" onClick={() => setAsked("pause")}>
                Pause
              </Button>
            )}
            {draining === undefined && (
              <Button icon={ArrowDownToLine} onClick={() => setAsked("drain")}>
                Drain
              </Button>
            )}
            <Button icon={SlidersHorizontal} onClick={() => setAsked("limits")}>
              Limits
            </Button>
            <Button icon={Trash2} look="danger" onClick={() => setAsked("purge")}>
              Purge
            </Button>
          </>
        )}
      </div>
      {(asked === "pause" || asked === "drain") && (
        <HoldDialog type={type} kind={asked} onClose={close} />
      )}
      <Suspense>
        {asked === "limits" && <LimitsDialog queue={queue} onClose={close} />}
        {asked === "purge" && (
          <BulkDialog
            filter={ofQueue}
            query={queryTerm("type", type)}
            first="DELETE"
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  );
}

/** That nothing of it starts, or nothing new is taken: since when, by whom and why. */
function HoldLine({ queue: { paused, draining, throttled } }: { queue: Queue }) {
  const hold = paused ?? draining ?? throttled;
  if (hold === undefined) return null;
  const { by, reason, at, until } = hold;
  const word = paused !== undefined ? "Paused" : draining !== undefined ? "Draining" : "Throttled";
  return (
    <p className="rounded-lg border border-retrying bg-card px-3 py-2 wrap-anywhere">
      <strong className="font-semibold">{word}</strong> since <Time at={at} />
      {by !== "" && ` by ${by}`}
      {until !== undefined && (
        <>
          , until <Time at={until} />
        </>
      )}
      {reason !== "" && `: ${reason}`}
    </p>
  );
}

function QueueFigures({ queue: { activity, limits, workers } }: { queue: Queue }) {
  const { wait, run } = activity;
  const times = (quantiles: typeof wait) =>
    quantiles === undefined
      ? "–"
      : `${formatDuration(quantiles.p50Ms)} · ${formatDuration(quantiles.p95Ms)}`;
  const { maxRunning, keyMaxRunning, rate, keyRate, order = "PRIORITY" } = limits ?? {};
  const { keyOnFailure = "CONTINUE", agingMs } = limits ?? {};
  const figures: readonly (readonly [string, string])[] = [
    ["Enqueued a second", formatRate(activity.enqueuedPerSecond)],
    ["Completed a second", formatRate(activity.completedPerSecond)],
    ["Retried a second", formatRate(activity.retriedPerSecond)],
    ["Failed a second", formatRate(activity.failedPerSecond)],
    ["Wait p50 · p95", times(wait)],
    ["Run p50 · p95", times(run)],
    ["Workers", formatCount(workers)],
    ["Run at most", maxRunning === undefined ? "any number" : formatCount(maxRunning)],
    ["Run of each key", keyMaxRunning === undefined ? "any number" : formatCount(keyMaxRunning)],
    ["Start at most", rateText(rate)],
    ["Start of each key", rateText(keyRate)],
    ["Order of keys", order],
    ["Keys on failure", keyOnFailure],
    ["A priority is worth", agingMs === undefined ? "no wait" : formatDuration(agingMs)],
  ];
  return (
    <Panel title="Figures and limits">
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-3 py-2 tabular-nums">
        {figures.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted-foreground">{label}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function rateText(rate: Rate | undefined): string {
  if (rate === undefined) return "any number";
  return `${formatCount(rate.limit)} in ${formatDuration(rate.periodMs)}`;
}
