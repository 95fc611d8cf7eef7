import type { PutResult } from "@millrace/client";
import { systemClock } from "@millrace/core";
import {
  readScheduleFile,
  type ScheduleFile,
  ScheduleFileError,
} from "@millrace/server/schedule-file";
import { CliError, usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import type { Io } from "../io.ts";
import { PUT_VIEW, type PutSchedule } from "../output/schedule-view.ts";
import { readText } from "../read-text.ts";
import type { SCHEDULE_PUT } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_PUT> = async ({ options, io, output, messages, connect }) => {
  const { file: path, managedBy, sourceVersion, prune, dryRun } = options;
  if (path === undefined) throw usageError("say which file by -f", "-f - is the standard input");
  const { schedules, options: own } = await read(path, io);
  if (dryRun) {
    const valid = schedules.map(({ definition: { name } }) => ({
      name,
      outcome: "valid" as const,
    }));
    await output.items(valid, PUT_VIEW);
    return;
  }
  const how = {
    managedBy: managedBy ?? own.managedBy,
    sourceVersion: sourceVersion ?? own.sourceVersion,
    prune: prune || own.prune,
  };
  const client = await connect();
  const put = outcomesOf(await client.schedules.put(schedules, how));
  if ((await output.items(put, PUT_VIEW)) === 0) messages.note("no schedules");
};

function outcomesOf({ results, pruned }: PutResult): PutSchedule[] {
  const put = results.map(
    ({ changed, schedule: { name, revision, nextTimes } }): PutSchedule => ({
      ...{ name, revision, next: nextTimes[0] },
      outcome: changed ? "changed" : "unchanged",
    }),
  );
  return [...put, ...pruned.map((name) => ({ name, outcome: "pruned" as const }))];
}

async function read(path: string, io: Io): Promise<ScheduleFile> {
  const text = await readText(path, io);
  try {
    return readScheduleFile(text, path === "-" ? "stdin" : path, systemClock.now());
  } catch (error) {
    if (!(error instanceof ScheduleFileError)) throw error;
    throw new CliError(`nothing was put:\n${error.message}`, {
      ...{ exit: "invalid", code: "INVALID_ARGUMENT", field: "file" },
    });
  }
}
