import type { Schedule } from "@millrace/client";
import { JSON_TYPE, OVERLAP_POLICIES, type OverlapPolicy } from "@millrace/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { useLocation } from "wouter";
import { client } from "../api/client.ts";
import { textOf } from "../format/bytes.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SelectField, TextField } from "../ui/field.tsx";
import { notices, reasonOf } from "../ui/notices.ts";
import { timesInWords } from "./cron-words.ts";
import { scheduleLink } from "./schedule-words.ts";

const OVERLAPS: readonly (readonly [OverlapPolicy, string])[] = OVERLAP_POLICIES.map((policy) => [
  policy,
  policy.toLowerCase().replaceAll("_", " "),
]);

interface ScheduleDialogProps {
  /** What is changed; without it a new one is made. */
  readonly schedule?: Schedule;
  readonly onClose: () => void;
}

/** Makes a schedule or changes one, and shows meanwhile when it would fire. */
export function ScheduleDialog({ schedule, onClose }: ScheduleDialogProps) {
  const [, go] = useLocation();
  const [name, setName] = useState(schedule?.name ?? "");
  const [type, setType] = useState(schedule?.job.type ?? "");
  const [cron, setCron] = useState(schedule?.spec.cron?.join("\n") ?? "0 2 * * *");
  const [zone, setZone] = useState(schedule?.spec.zone ?? hereZone());
  const [overlap, setOverlap] = useState<string>(schedule?.policy?.overlap ?? "SKIP");
  const [payload, setPayload] = useState(payloadText(schedule));
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const payloadId = useId();
  const save = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { schedule: saved } = await client.schedules.upsert(
        name,
        { ...keptTimes(schedule), cron: lines(cron), zone },
        { ...keptJob(schedule), type, ...payloadFields(payload) },
        {
          ...keptPolicy(schedule),
          overlap: overlap as OverlapPolicy,
          metadata: schedule?.metadata,
          managedBy: schedule?.managedBy,
          ...(schedule && { ifRevision: schedule.revision }),
        },
      );
      notices.say("done", `${name} was saved.`);
      await refreshAll();
      onClose();
      go(scheduleLink(saved));
    } catch (error) {
      setFailure(reasonOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={schedule === undefined ? "New schedule" : `Edit ${name}`} onClose={onClose} wide>
      <form
        className="grid gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="Name"
          required
          readOnly={schedule !== undefined}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          label="Makes a job of the type"
          required
          value={type}
          onChange={({ target }) => setType(target.value)}
        />
        <TextField
          label="Cron"
          mono
          required
          value={cron}
          hint="minute hour day month weekday, or @daily, or @every 5m"
          onChange={({ target }) => setCron(target.value)}
        />
        <TextField
          label="Time zone"
          required
          value={zone}
          hint="such as Europe/Berlin or UTC"
          onChange={({ target }) => setZone(target.value)}
        />
        <SelectField
          label="While an earlier job runs"
          value={overlap}
          options={OVERLAPS}
          onChange={({ target }) => setOverlap(target.value)}
        />
        <Preview cron={cron} zone={zone} />
        <div className="flex flex-col gap-1 sm:col-span-2">
          <label htmlFor={payloadId} className="font-medium">
            Payload, as JSON
          </label>
          <textarea
            id={payloadId}
            rows={4}
            spellCheck={false}
            value={payload}
            className="w-full rounded-md border border-input bg-background p-2 font-mono text-xs"
            onChange={({ target }) => setPayload(target.value)}
          />
        </div>
        <p role="status" className="text-failed wrap-anywhere sm:col-span-2">
          {failure}
        </p>
        <div className="flex justify-end gap-2 sm:col-span-2">
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" disabled={isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** When it would fire, by the server's own calendar. */
function Preview({ cron, zone }: { cron: string; zone: string }) {
  const asked = useDeferredValue(`${cron}\n${zone}`);
  const { data, error } = useQuery({
    queryKey: ["preview", asked],
    queryFn: () => client.schedules.preview({ cron: lines(cron), zone }, { count: 5 }),
    enabled: cron.trim() !== "" && zone.trim() !== "",
    placeholderData: (before) => before,
  });
  const words = timesInWords({ cron: lines(cron) });
  return (
    <div className="min-w-0">
      <p className="font-medium">Fires</p>
      {error === null && words && <p className="text-xs text-muted-foreground">{words}</p>}
      {error === null ? (
        <ol className="mt-1 text-xs tabular-nums">
          {data?.map(({ nominal, local, note }) => (
            <li key={nominal}>
              {local.replace("T", " ")}
              {note && <span className="text-retrying"> {note.toLowerCase()}</span>}
            </li>
          ))}
        </ol>
      ) : (
        <p className="mt-1 text-xs text-failed wrap-anywhere">{reasonOf(error)}</p>
      )}
    </div>
  );
}

function lines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function hereZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function payloadText(schedule: Schedule | undefined): string {
  const { payload } = schedule?.job ?? {};
  return payload === undefined ? "" : (textOf(payload) ?? "");
}

/** The bytes as they were written: a number keeps its digits. */
function payloadFields(text: string) {
  if (text.trim() === "") return {};
  JSON.parse(text);
  return { payload: new TextEncoder().encode(text), contentType: JSON_TYPE };
}

/** What the dialog does not show stays as it is. */
function keptTimes(schedule: Schedule | undefined) {
  const { every, cron: _cron, zone: _zone, jitterMs, ...rest } = schedule?.spec ?? {};
  return {
    ...rest,
    ...(every && {
      every: every.map(({ intervalMs, phaseMs = 0 }) => ({ interval: intervalMs, phase: phaseMs })),
    }),
    ...(jitterMs !== undefined && { jitter: jitterMs }),
  };
}

function keptPolicy(schedule: Schedule | undefined) {
  const { catchUpWindowMs, ...rest } = schedule?.policy ?? {};
  return { ...rest, catchUpWindow: catchUpWindowMs };
}

function keptJob(schedule: Schedule | undefined) {
  if (schedule === undefined) return {};
  const { payload: _payload, contentType: _contentType, backoff, ...job } = schedule.job;
  const { timeoutMs, expiresInMs, retentionMs, ...rest } = job;
  return {
    ...rest,
    timeout: timeoutMs,
    expiresIn: expiresInMs,
    retention: retentionMs,
    ...(backoff && {
      backoff: {
        initial: backoff.initialMs,
        multiplier: backoff.multiplier,
        max: backoff.maxMs,
        jitter: backoff.jitter,
      },
    }),
  };
}
