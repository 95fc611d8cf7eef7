import {
  type EnqueueResult,
  type EpochMs,
  KEPT_FIRINGS,
  type NameCursor,
  type PlannedScheduleChange,
  type StoredSchedule,
} from "@millrace/core";
import type { Value } from "./job-hash.ts";
import { type EnqueueReply, enqueueArgs, enqueueResults } from "./partition-enqueuer.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** A schedule that is due, since when. */
export interface DueSchedule {
  readonly at: EpochMs;
  readonly stored: StoredSchedule;
}

/** The schedules of one partition. */
export class PartitionSchedules {
  readonly #number: number;
  readonly #run: RunScript;

  constructor(number: number, run: RunScript) {
    this.#number = number;
    this.#run = run;
  }

  async get(name: string): Promise<{ now: EpochMs; stored?: StoredSchedule }> {
    const args: [name: string] = [name];
    const reply = await this.#run(SCRIPTS.getSchedule, args, () => args);
    const [now, version, record] = reply as [now: number, version?: Buffer, record?: Buffer];
    if (!version || !record) return { now };
    return { now, stored: this.#stored(Buffer.from(name), version, record) };
  }

  async list({ after, limit }: NameCursor): Promise<StoredSchedule[]> {
    const args: [after: string, limit: number] = [after, limit];
    const reply = (await this.#run(SCRIPTS.listSchedules, args, () => args)) as Buffer[];
    const schedules: StoredSchedule[] = [];
    for (let at = 0; at < reply.length; at += 3) {
      const [name, version, record] = reply.slice(at, at + 3) as [Buffer, Buffer, Buffer];
      schedules.push(this.#stored(name, version, record));
    }
    return schedules;
  }

  async due(limit: number): Promise<{ now: EpochMs; due: DueSchedule[]; nextAt?: EpochMs }> {
    const args: [limit: number] = [limit];
    const reply = await this.#run(SCRIPTS.dueSchedules, args, () => args);
    const [now, next, ...parts] = reply as unknown as [number, Buffer, ...Buffer[]];
    const due: DueSchedule[] = [];
    for (let i = 0; i < parts.length; i += 4) {
      const [name, at, version, record] = parts.slice(i, i + 4) as [Buffer, Buffer, Buffer, Buffer];
      due.push({ at: Number(at), stored: this.#stored(name, version, record) });
    }
    return next.length === 0 ? { now, due } : { now, due, nextAt: Number(next) };
  }

  async change(change: PlannedScheduleChange): Promise<boolean> {
    const { name, ifVersion, record, wakeAt = "", jobs, firings } = change;
    const planned = jobs.map(({ job }) => job);
    const ids = jobs.map(({ id }) => id);
    const args: Value[] = [name, ifVersion, record === undefined ? "" : "1", record ?? "", wakeAt];
    args.push(KEPT_FIRINGS, firings.length, ...firings, ...enqueueArgs(planned, ids));
    const reply = await this.#run(SCRIPTS.changeSchedule, args);
    if (typeof reply === "number") return reply === 1;
    const results = enqueueResults(planned, ids, reply as EnqueueReply);
    throw (results.find((result) => "error" in result) as EnqueueResult & { error: Error }).error;
  }

  async firings(name: string): Promise<string[]> {
    const args: [name: string] = [name];
    const reply = (await this.#run(SCRIPTS.firings, args, () => args)) as Buffer[];
    return reply.map((firing) => firing.toString());
  }

  #stored(name: Buffer, version: Buffer, record: Buffer): StoredSchedule {
    return {
      name: name.toString(),
      version: Number(version),
      record: record.toString(),
      partition: this.#number,
    };
  }
}
