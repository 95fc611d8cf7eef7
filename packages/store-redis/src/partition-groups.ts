import {
  CALLBACK_RULES,
  type Group,
  type GroupMembers,
  groupIdsOf,
  groupNotFound,
  type NameCursor,
  newJobIds,
  type PlannedGroup,
  type QueueTally,
  queueDraining,
} from "@millrace/core";
import { encodeGeneralSpec, type Value } from "./job-hash.ts";
import { enqueueArgs } from "./partition-enqueuer.ts";
import { decodeHold } from "./partition-settings.ts";
import type { RedisDriver, Reply } from "./redis-driver.ts";
import { SCRIPTS, type Script } from "./script.ts";

/*
 * A group's hash:
 *
 *   created, retention                    in ms
 *   callbacks                             "name id name id …"
 *   open, completed, failed, cancelled    how many of its jobs are where
 *   joined                                how many jobs have ever joined, which numbers them
 *   sealed                                1, once no more can
 *   finished, expires                     in ms, once it has ended
 */

export interface PartitionGroupsOptions {
  readonly driver: RedisDriver;
  /** Counts the jobs that come with groups. */
  readonly tally: QueueTally;
  readonly number: number;
  /** What the partition's keys begin with. */
  readonly prefix: string;
}

/** The groups of one partition. */
export class PartitionGroups {
  readonly #options: PartitionGroupsOptions;

  constructor(options: PartitionGroupsOptions) {
    this.#options = options;
  }

  async create(planned: PlannedGroup): Promise<Group> {
    const { number, tally } = this.#options;
    const ids = newJobIds(number, groupIdsOf(planned));
    const reply = (await this.#run(SCRIPTS.createGroup, groupArgs(planned, ids))) as Buffer[];
    const [type, hold] = reply;
    if (reply.length === 2 && type !== undefined && hold !== undefined) {
      throw queueDraining(type.toString(), decodeHold(hold));
    }
    for (const { type } of planned.jobs) tally.enqueued(type);
    for (const { spec } of planned.callbacks) tally.enqueued(spec.type);
    return readGroup(ids[0] as string, reply);
  }

  async get(id: string): Promise<Group> {
    return readGroup(id, (await this.#run(SCRIPTS.getGroup, [id])) as Buffer[]);
  }

  async seal(id: string): Promise<Group> {
    return readGroup(id, (await this.#run(SCRIPTS.sealGroup, [id])) as Buffer[]);
  }

  async members(id: string, { after, limit }: NameCursor): Promise<GroupMembers> {
    const args = [id, Number(after) || 0, limit];
    const reply = (await this.#run(SCRIPTS.groupMembers, args)) as Buffer[] | null;
    if (reply === null) throw groupNotFound(id);
    const ids = reply.filter((_, i) => i % 2 === 0).map((member) => member.toString());
    const last = reply.at(-1)?.toString();
    return ids.length < limit || last === undefined ? { ids } : { ids, last };
  }

  async #run(script: Script, args: Value[]): Promise<Reply> {
    return this.#options.driver.run(script, this.#options.prefix, args, { resend: () => args });
  }
}

function groupArgs({ sealed, retentionMs, callbacks, jobs }: PlannedGroup, ids: readonly string[]) {
  const [groupId = "", ...jobIds] = ids;
  const types = new Set([...jobs, ...callbacks.map(({ spec }) => spec)].map(({ type }) => type));
  const names = callbacks.map(({ callback }, i) => `${callback} ${jobIds[i]}`).join(" ");
  const args: Value[] = [groupId, sealed ? "1" : "", retentionMs, names, types.size, ...types];
  args.push(callbacks.length);
  callbacks.forEach(({ callback, spec }, i) => {
    const { kind, firstPiece, more } = encodeGeneralSpec(spec);
    args.push(CALLBACK_RULES[callback], spec.delayMs || "", spec.type, jobIds[i] as string);
    args.push(kind, firstPiece, more.length, ...more);
  });
  const planned = jobs.map((spec) => {
    return { spec: { ...spec, groupId }, fingerprint: undefined, replicated: false };
  });
  for (const arg of enqueueArgs(planned, jobIds.slice(callbacks.length))) args.push(arg);
  return args;
}

/** A group from the fields and values of its hash. */
export function readGroup(id: string, reply: readonly Buffer[]): Group {
  if (reply.length === 0) throw groupNotFound(id);
  const fields = new Map<string, string>();
  for (let i = 0; i < reply.length; i += 2) fields.set(String(reply[i]), String(reply[i + 1]));
  const numberOf = (field: string) => Number(fields.get(field) ?? 0);
  const words = fields.get("callbacks")?.split(" ") ?? [];
  const callbacks: Record<string, string> = {};
  for (let i = 0; i + 1 < words.length; i += 2) {
    callbacks[words[i] as string] = words[i + 1] as string;
  }
  return {
    id,
    sealed: fields.has("sealed"),
    counts: {
      open: numberOf("open"),
      completed: numberOf("completed"),
      failed: numberOf("failed"),
      cancelled: numberOf("cancelled"),
    },
    createdAt: numberOf("created"),
    ...(fields.has("finished") && { finishedAt: numberOf("finished") }),
    ...(fields.has("expires") && { expiresAt: numberOf("expires") }),
    retentionMs: numberOf("retention"),
    callbacks,
  };
}
