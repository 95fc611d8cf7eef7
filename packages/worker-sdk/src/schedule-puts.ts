import {
  type DeclaredSchedule,
  type JobSource,
  MillraceError,
  type PutResult,
  putSchedules,
} from "@millrace/core";
import { missingPackage, neederOf, whole } from "@millrace/open";
import { type ScheduleHome, Schedules } from "@millrace/schedule";
import type { OpenedSource } from "./open-source.ts";

/**
 * What puts `schedules` where the jobs of `opened` are, unless `signal` ends it.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when nothing leads from the source to schedules.
 */
export function schedulePuts(
  { source, url }: OpenedSource,
  schedules: readonly DeclaredSchedule[],
  signal: AbortSignal,
): () => Promise<PutResult> {
  if (hasSchedules(source)) return () => putSchedules(new Schedules(source), schedules);
  if (url !== undefined) return () => putByClient(url, schedules, signal);
  const description =
    "need a source that has schedules: give the worker a url, or put them by client.schedules.put";
  throw new MillraceError("INVALID_ARGUMENT", `cannot start the worker: schedules ${description}`, {
    violations: [{ field: "schedules", description }],
  });
}

function hasSchedules(
  source: JobSource & Partial<ScheduleHome>,
): source is JobSource & ScheduleHome {
  return source.schedules !== undefined && source.get !== undefined && source.cancel !== undefined;
}

async function putByClient(
  url: string,
  schedules: readonly DeclaredSchedule[],
  signal: AbortSignal,
): Promise<PutResult> {
  const { Client } = await clientPackage(url);
  await using client = new Client({ url });
  signal.addEventListener("abort", () => void client.close(), { once: true });
  return await client.schedules.put(schedules);
}

async function clientPackage(url: string) {
  try {
    return whole(await import("@millrace/client"), "Client", "@millrace/client");
  } catch (error) {
    throw missingPackage(neederOf(url), "@millrace/client", error);
  }
}
