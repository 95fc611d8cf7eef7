import type { Schedule, ScheduleFiring } from "@millrace/client";
import { Pause, Pencil, Play, Trash2, Zap } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { formatCount } from "../format/numbers.ts";
import { formatRelative } from "../format/times.ts";
import { PayloadView } from "../job/payload-view.tsx";
import { useSchedule } from "../live/live-server.ts";
import { queueLink } from "../queues/queue-link.ts";
import { Button } from "../ui/button.tsx";
import { useNow } from "../ui/clock.ts";
import { Dialog } from "../ui/dialog.tsx";
import { FactList } from "../ui/fact-list.tsx";
import { Mark } from "../ui/mark.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { useAction } from "../ui/use-action.ts";
import { timesInWords } from "./cron-words.ts";
import { FiringBadge } from "./firing-badge.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { formatInZone, timesText } from "./schedule-words.ts";

export default function SchedulePage() {
  const { name = "" } = useParams();
  usePageTitle(name);
  const { data, error } = useSchedule(name);
  if (data === undefined) {
    return (
      <p className="p-6 text-muted-foreground">
        {error === null ? "Loading…" : `The schedule cannot be read: ${reasonOf(error)}`}
      </p>
    );
  }
  const { schedule, firings } = data;
  const { job } = schedule;
  return (
    <div className="mx-auto flex w-full max-w-screen-xl flex-col gap-3 p-3 md:p-4">
      <ScheduleHead schedule={schedule} />
      <div className="grid items-start gap-3 lg:grid-cols-2">
        <NextTimes schedule={schedule} />
        <Firings firings={firings} />
        <Definition schedule={schedule} />
        {job.payload !== undefined && !PAGE_SETTINGS.hidePayloads && (
          <PayloadView
            title="Payload"
            bytes={job.payload}
            contentType={job.contentType}
            fileName={`${name}.payload`}
            of={`${job.type} payload`}
          />
        )}
      </div>
    </div>
  );
}

function ScheduleHead({ schedule }: { schedule: Schedule }) {
  const { name, state, spec, pause } = schedule;
  const [asked, setAsked] = useState<"edit" | "delete">();
  const { isBusy, run } = useAction();
  const [, go] = useLocation();
  const words = timesInWords(spec);
  const { schedules } = client;
  const trigger = () => run(() => schedules.trigger(name), `${name} fires now.`);
  const remove = async () => {
    if (await run(() => schedules.delete(name), `${name} was deleted; its jobs stay.`)) {
      go("/schedules");
    }
  };
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="flex items-center gap-2 text-lg font-semibold wrap-anywhere">
          {name}
          {state === "PAUSED" && <Mark>paused</Mark>}
          {state === "ENDED" && <Mark look="quiet">ended</Mark>}
        </h1>
        <p className="font-mono text-xs text-muted-foreground">
          {timesText(spec)} · {spec.zone ?? "UTC"}
        </p>
        {words && <p className="text-xs text-muted-foreground first-letter:uppercase">{words}</p>}
        {pause && (
          <p className="text-xs text-retrying">
            paused{pause.by && ` by ${pause.by}`}
            {pause.note && `: ${pause.note}`}
          </p>
        )}
      </div>
      {!PAGE_SETTINGS.readOnly && (
        <div className="flex flex-wrap items-center gap-2">
          <Button icon={Zap} disabled={isBusy} onClick={() => void trigger()}>
            Fire now
          </Button>
          {state === "ACTIVE" && (
            <Button
              icon={Pause}
              disabled={isBusy}
              onClick={() => void run(() => schedules.pause(name), `${name} was paused.`)}
            >
              Pause
            </Button>
          )}
          {state === "PAUSED" && (
            <Button
              icon={Play}
              look="primary"
              disabled={isBusy}
              onClick={() => void run(() => schedules.resume(name), `${name} was resumed.`)}
            >
              Resume
            </Button>
          )}
          {/* It would write over a payload that it does not know. */}
          {!PAGE_SETTINGS.hidePayloads && (
            <Button icon={Pencil} onClick={() => setAsked("edit")}>
              Edit
            </Button>
          )}
          <Button icon={Trash2} look="danger" onClick={() => setAsked("delete")}>
            Delete
          </Button>
        </div>
      )}
      {asked === "edit" && (
        <ScheduleDialog schedule={schedule} onClose={() => setAsked(undefined)} />
      )}
      {asked === "delete" && (
        <Dialog title={`Delete ${name}?`} onClose={() => setAsked(undefined)}>
          <p>It makes no further jobs. Those that it has made stay.</p>
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={() => setAsked(undefined)}>Keep it</Button>
            <Button look="danger" data-autofocus disabled={isBusy} onClick={() => void remove()}>
              Delete
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

/** The next times, in the zone of the schedule and in that of whoever looks. */
function NextTimes({ schedule: { nextTimes, spec } }: { schedule: Schedule }) {
  const now = useNow();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = spec.zone ?? "UTC";
  return (
    <Panel title="Next times">
      {nextTimes.length === 0 ? (
        <p className="px-3 py-2 text-muted-foreground">None: it is paused, or has ended.</p>
      ) : (
        <table className="w-full tabular-nums">
          <thead className="text-left text-xs text-muted-foreground">
            <tr className="border-b">
              <th scope="col" className="px-3 py-1.5 font-medium">
                {zone}
              </th>
              {here !== zone && (
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {here}
                </th>
              )}
              <th scope="col" className="px-3 py-1.5 text-right font-medium">
                In
              </th>
            </tr>
          </thead>
          <tbody>
            {nextTimes.map((time) => (
              <tr key={time} className="border-b last:border-0">
                <td className="px-3 py-1">{formatInZone(time, zone)}</td>
                {here !== zone && <td className="px-3 py-1">{formatInZone(time, undefined)}</td>}
                <td className="px-3 py-1 text-right text-muted-foreground">
                  {formatRelative(time, now).replace("in ", "")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Firings({ firings }: { firings: readonly ScheduleFiring[] }) {
  return (
    <Panel title="What became of its times">
      {firings.length === 0 ? (
        <p className="px-3 py-2 text-muted-foreground">It has not fired yet.</p>
      ) : (
        <ul className="max-h-80 divide-y overflow-auto">
          {firings.map((firing) => (
            <li
              key={`${firing.nominal} ${firing.firedAt} ${firing.trigger}`}
              className="flex flex-wrap items-baseline justify-between gap-x-3 px-3 py-1.5"
            >
              <FiringBadge firing={firing} />
              <span className="text-xs text-muted-foreground">
                {firing.trigger === "SCHEDULE"
                  ? ""
                  : firing.trigger.toLowerCase().replace("_", " ")}
                {firing.reason && ` ${firing.reason}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Definition({ schedule }: { schedule: Schedule }) {
  const { job, policy = {}, counts, revision, managedBy } = schedule;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      "Makes",
      <Link key="type" href={queueLink(job.type)} className="text-primary hover:underline">
        {job.type}
      </Link>,
    ],
    ["While an earlier one runs", (policy.overlap ?? "SKIP").toLowerCase().replaceAll("_", " ")],
    ["Times that were missed", (policy.catchUp ?? "LATEST").toLowerCase()],
    ["Fired", formatCount(counts.fired)],
    ["Skipped", formatCount(counts.skipped)],
    ["Missed", formatCount(counts.missed)],
    ["Revision", String(revision)],
    ...(managedBy ? [["Managed by", managedBy] as const] : []),
  ];
  return (
    <Panel title="Definition">
      <FactList facts={facts} />
    </Panel>
  );
}
