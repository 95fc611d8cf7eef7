import type { Schedule } from "@millrace/client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { formatCount, plural } from "../format/numbers.ts";
import { useSchedules } from "../live/live-server.ts";
import { queueLink } from "../queues/queue-link.ts";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { Mark } from "../ui/mark.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { timesInWords } from "./cron-words.ts";
import { FiringBadge } from "./firing-badge.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { scheduleLink, timesText } from "./schedule-words.ts";

export default function SchedulesPage() {
  usePageTitle("Schedules");
  const { data, error } = useSchedules();
  const [isNew, setNew] = useState(false);
  const { readOnly } = PAGE_SETTINGS;
  useHotkeys({ n: { label: "New schedule", run: () => setNew(!readOnly) } });
  const schedules = data?.schedules ?? [];
  return (
    <div className="mx-auto w-full max-w-screen-2xl p-3 md:p-4">
      <Panel
        title="Schedules"
        isPage
        aside={
          <div className="flex items-center gap-3 py-0.5">
            <span className="text-xs text-muted-foreground tabular-nums">
              {plural(schedules.length, "schedule")}
              {data?.more && ", the first by name"}
            </span>
            {!readOnly && (
              <Button icon={Plus} hotkey="n" onClick={() => setNew(true)}>
                New
              </Button>
            )}
          </div>
        }
      >
        {data === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The schedules cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {data !== undefined && schedules.length === 0 && (
          <p className="p-3 text-muted-foreground">
            There are none yet. A schedule makes a job at each of its times, such as every night at
            two.
          </p>
        )}
        {schedules.length > 0 && <ScheduleTable schedules={schedules} />}
      </Panel>
      {isNew && <ScheduleDialog onClose={() => setNew(false)} />}
    </div>
  );
}

function ScheduleTable({ schedules }: { schedules: readonly Schedule[] }) {
  const head = (
    <>
      <Head>Schedule</Head>
      <Head className={classes(FROM.medium, "text-left")}>Makes</Head>
      <Head>Times</Head>
      <Head className={classes(FROM.wide, "text-left")}>Zone</Head>
      <Head>Next</Head>
      <Head className={classes(FROM.medium, "text-left")}>Last</Head>
      <Head className={classes(FROM.wide, "text-right")}>Fired</Head>
    </>
  );
  return (
    <Table label="Schedules" head={head}>
      {schedules.map((schedule) => (
        <ScheduleRow key={schedule.name} schedule={schedule} />
      ))}
    </Table>
  );
}

function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const { name, spec, job, state, nextTimes, last, counts } = schedule;
  const [next] = nextTimes;
  const words = timesInWords(spec);
  return (
    <Row>
      <RowHead>
        <span className="flex min-w-0 items-center gap-2">
          <Link href={scheduleLink(schedule)} className="truncate font-medium hover:underline">
            {name}
          </Link>
          {state === "PAUSED" && <Mark>paused</Mark>}
          {state === "ENDED" && <Mark look="quiet">ended</Mark>}
        </span>
      </RowHead>
      <Cell className={FROM.medium}>
        <Link href={queueLink(job.type)} className="hover:underline">
          {job.type}
        </Link>
      </Cell>
      <Cell className="text-xs">
        <span className="font-mono">{timesText(spec)}</span>
        {words && <span className="block text-muted-foreground max-md:hidden">{words}</span>}
      </Cell>
      <Cell className={classes(FROM.wide, "text-muted-foreground")}>{spec.zone ?? "UTC"}</Cell>
      <Cell>{next === undefined ? "–" : <Time at={next} />}</Cell>
      <Cell className={FROM.medium}>{last ? <FiringBadge firing={last} /> : "–"}</Cell>
      <Cell className={classes(FROM.wide, "text-right")}>{formatCount(counts.fired)}</Cell>
    </Row>
  );
}
