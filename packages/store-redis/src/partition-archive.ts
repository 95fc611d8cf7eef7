import {
  type ArchivedGroups,
  type ArchivedHold,
  type ArchivedJob,
  type ArchivedRun,
  corruptJob,
  type Group,
  idempotencyKeyTaken,
  isFinal,
  JOB_DEFAULTS,
  type Job,
  type JobStanding,
  type Restored,
  type RunNews,
  runKeyTaken,
  uniqueKeyHeld,
} from "@millrace/core";
import {
  asBuffer,
  encodeBackoff,
  encodeBody,
  encodeJoinField,
  encodeRunStep,
  fieldsOf,
  generalKind,
  HOLD_LETTERS,
  type Value,
} from "./job-hash.ts";
import { readGroup } from "./partition-groups.ts";
import { decodeNews, decodeRun, partField } from "./partition-runs.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** What is taken out of one partition, and put into it. */
export class PartitionArchive {
  readonly #run: RunScript;

  constructor(run: RunScript) {
    this.#run = run;
  }

  async standings(ids: readonly string[]): Promise<(JobStanding | undefined)[]> {
    const args = [...ids];
    const reply = await this.#run(SCRIPTS.standings, args, () => args);
    return (reply as unknown as (StandingReply | [field: Buffer] | null)[]).map((one, place) => {
      if (one?.length === 1) throw corruptJob(ids[place] as string, [String(one[0])]);
      return one === null ? undefined : readStanding(one);
    });
  }

  async restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]> {
    const args: Value[] = [];
    for (const archived of jobs) pushArchived(args, archived);
    const reply = (await this.#run(SCRIPTS.restore, args, () => args)) as Buffer[];
    return reply.map((said, place) => readRestored(String(said), jobs[place] as ArchivedJob));
  }

  async groups(after: string): Promise<ArchivedGroups> {
    const args = [after];
    const reply = await this.#run(SCRIPTS.archivedGroups, args, () => args);
    const [cursor, ...found] = reply as unknown as [Buffer, ...(Buffer | Buffer[])[]];
    const groups: Group[] = [];
    for (let at = 0; at < found.length; at += 2) {
      groups.push(readGroup(String(found[at]), found[at + 1] as Buffer[]));
    }
    const last = cursor.toString();
    return last === "0" ? { groups } : { groups, last };
  }

  async restoreGroup(group: Group): Promise<Restored> {
    const { id, sealed, counts, createdAt, finishedAt, expiresAt, retentionMs, callbacks } = group;
    const args: Value[] = [id, expiresAt ?? ""];
    args.push("created", createdAt, "retention", retentionMs);
    args.push("callbacks", Object.entries(callbacks).flat().join(" "));
    for (const [place, jobs] of Object.entries(counts)) args.push(place, jobs);
    if (sealed) args.push("sealed", "1");
    if (finishedAt !== undefined) args.push("finished", finishedAt);
    if (expiresAt !== undefined) args.push("expires", expiresAt);
    return String(await this.#run(SCRIPTS.restoreGroup, args, () => args)) as Restored;
  }

  async run(id: string): Promise<ArchivedRun | undefined> {
    const args = [id];
    const reply = await this.#run(SCRIPTS.archivedRun, args, () => args);
    if (reply === null) return undefined;
    const [fields, due, news] = reply as unknown as [Buffer[], Buffer, Buffer[]];
    return readRun(id, fields, due.toString(), news);
  }

  async restoreRun({ stored, key, wakeAt, parts, news }: ArchivedRun): Promise<Restored> {
    const { id, version, createdAt, workflow, state, record } = stored;
    const fields: Value[] = ["head", `${version} ${createdAt} 0 ${state} ${workflow}`];
    fields.push("record", record);
    if (key !== undefined) fields.push("key", key);
    for (const [name, value] of parts) fields.push(partField(name), asBuffer(value));
    const args: Value[] = [id, createdAt, state, workflow, key ?? "", wakeAt ?? "", fields.length];
    for (const field of fields) args.push(field);
    for (const each of news) args.push(encodeNews(each));
    const said = String(await this.#run(SCRIPTS.restoreRun, args, () => args));
    return said === "RESTORED" || said === "EXISTS" ? said : runKeyTaken(key ?? "", said);
  }
}

type StandingReply = readonly [
  ...[token: Buffer, fingerprint: Buffer, hold: Buffer, holds: Buffer, ends: Buffer, keeps: Buffer],
];

function readStanding(reply: StandingReply): JobStanding {
  const [token, fingerprint, letter, holds, ends, keeps] = reply.map(String) as string[];
  const hold = Object.entries(HOLD_LETTERS).find(([, each]) => each === letter)?.[0];
  return {
    token: Number(token),
    ...(fingerprint !== "" && { fingerprint: fingerprint as string }),
    ...(hold !== undefined && {
      unique: {
        hold: hold as ArchivedHold["hold"],
        holds: holds === "1",
        ...(ends !== "" && { endsAt: Number(ends) }),
      },
    }),
    ...(keeps === "1" && { keepsTurn: true }),
  };
}

function readRestored(said: string, { job }: ArchivedJob): Restored {
  const [outcome = "", holder = ""] = said.split(" ");
  if (outcome === "TAKEN") return idempotencyKeyTaken(job.idempotencyKey ?? "", holder);
  if (outcome === "HELD") return uniqueKeyHeld(job.uniqueKey ?? "", holder);
  return outcome as Restored;
}

/** The arguments of `restore.lua` for a job. */
function pushArchived(args: Value[], { job, standing }: ArchivedJob): void {
  const { id, type, status, priority, concurrencyKey, idempotencyKey, uniqueKey, groupId } = job;
  const { fingerprint, unique, keepsTurn } = standing;
  const body = encodeBody(job);
  const fields = archivedFields(job, standing, body);
  const holds = unique?.holds ? (unique.endsAt ?? "-") : "";
  args.push(id, type, status, priority, timeOf(job), expiryOf(job), concurrencyKey ?? "");
  args.push(idempotencyKey ?? "", fingerprint ?? "", uniqueKey ?? "", holds);
  args.push(unique === undefined ? "" : HOLD_LETTERS[unique.hold], body.large ?? "");
  args.push(job.startBy ?? "", keepsTurn ? "1" : "", groupId ?? "", job.run?.id ?? "");
  args.push(job.waitsFor?.jobIds.join(" ") ?? "", fields.length);
  for (const field of fields) args.push(field);
}

function timeOf({ status, runAt, leaseExpiresAt }: Job): Value {
  if (status === "SCHEDULED" || status === "RETRYING") return runAt;
  return leaseExpiresAt ?? "";
}

function expiryOf({ status, expiresAt }: Job): Value {
  return isFinal(status) ? (expiresAt ?? "-") : "";
}

/** The fields and values of a job's hash: see `job-hash.ts`. */
function archivedFields(
  job: Job,
  { token, unique }: JobStanding,
  { hasInert, firstPiece, pieces, large }: ReturnType<typeof encodeBody>,
): Value[] {
  const { type, status, createdAt, updatedAt, sequence, attempt, retentionMs, expiresAt } = job;
  const head = Buffer.from(`${createdAt} ${generalKind(hasInert)} ${type} `);
  const fields: Value[] = ["job", Buffer.concat([head, Buffer.from(firstPiece as Uint8Array)])];
  fields.push(...fieldsOf(pieces));
  fields.push("state", `${status} + ${sequence} ${token} ${attempt} ${type} ${updatedAt}`);
  fields.push("keep", `${retentionMs} ${large === undefined ? 0 : 1} ${job.idempotencyKey ?? ""}`);
  fields.push("runAt", job.runAt);
  if (job.priority !== JOB_DEFAULTS.priority) fields.push("priority", job.priority);
  if (job.maxAttempts !== JOB_DEFAULTS.maxAttempts) fields.push("maxAttempts", job.maxAttempts);
  if (job.delivery !== JOB_DEFAULTS.delivery) fields.push("delivery", job.delivery);
  fields.push("backoff", encodeBackoff(job.backoff));
  const { workerId, startedAt, uniqueKey, concurrencyKey, groupId, run, expiresInMs } = job;
  if (workerId !== undefined) fields.push("worker", `${startedAt ?? updatedAt} ${workerId}`);
  if (uniqueKey !== undefined && unique !== undefined) {
    fields.push("unique", `${HOLD_LETTERS[unique.hold]} ${uniqueKey}`);
  }
  if (concurrencyKey !== undefined) fields.push("ckey", concurrencyKey);
  if (groupId !== undefined) fields.push("group", groupId);
  if (run !== undefined) fields.push("run", encodeRunStep(run));
  if (expiresInMs !== undefined) {
    fields.push("start", job.startBy === undefined ? expiresInMs : `${expiresInMs} ${job.startBy}`);
  }
  if (isFinal(status) && expiresAt !== updatedAt + retentionMs) {
    fields.push("expires", expiresAt ?? "-");
  }
  pushReports(fields, job);
  return fields;
}

/** What attempts have left behind, and what was asked of the job. */
function pushReports(fields: Value[], job: Job): void {
  const { result, errors, log, progress, cancelRequested, cancelReason, waitsFor } = job;
  if (result !== undefined) fields.push("result", asBuffer(result));
  if (errors.length > 0) fields.push("errors", JSON.stringify(errors));
  if (log !== undefined) fields.push("log", JSON.stringify(log));
  if (progress !== undefined) {
    fields.push("progress", progress.fraction);
    if (progress.message !== undefined) fields.push("progressMessage", progress.message);
  }
  if (cancelRequested) fields.push("cancelRequested", "1");
  if (cancelReason !== undefined) fields.push("cancelReason", cancelReason);
  if (waitsFor !== undefined) fields.push("join", encodeJoinField(waitsFor));
}

const LINE_END = "\n";

/** See `partition-runs.ts`. */
function encodeNews(news: RunNews): Value {
  if (news.kind === "told") return `${news.at}${LINE_END}${news.text}`;
  const { at, jobId, run, result, error = "" } = news;
  const status = news.isFollowed === true ? `${news.status}+` : news.status;
  const why = Buffer.from(error);
  const hasResult = result === undefined ? 0 : 1;
  const head = `${at} ${jobId} ${status} ${why.length} ${hasResult} ${run ? encodeRunStep(run) : ""}${LINE_END}`;
  return Buffer.concat([Buffer.from(head), why, ...(result ? [asBuffer(result)] : [])]);
}

function readRun(
  id: string,
  fields: readonly Buffer[],
  due: string,
  news: readonly Buffer[],
): ArchivedRun {
  const values = new Map<string, Buffer>();
  for (let at = 0; at < fields.length; at += 2) {
    values.set(String(fields[at]), fields[at + 1] as Buffer);
  }
  const { taken, stored } = decodeRun(
    id,
    values.get("head") as Buffer,
    values.get("record") as Buffer,
  );
  const key = values.get("key");
  const first = partField("");
  const parts = [...values].filter(([name]) => name.startsWith(first));
  return {
    stored,
    ...(key !== undefined && { key: key.toString() }),
    ...(due !== "" && { wakeAt: Number(due) }),
    parts: new Map(parts.map(([name, value]) => [name.slice(first.length), new Uint8Array(value)])),
    news: news.map((one, place) => decodeNews(one, taken + place + 1)),
  };
}
