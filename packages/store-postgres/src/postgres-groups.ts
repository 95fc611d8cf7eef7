import {
  type Group,
  type GroupEngine,
  type GroupMembers,
  groupIdsOf,
  groupNotFound,
  type NameCursor,
  newJobIds,
  type PlannedGroup,
  type QueueTally,
  queueDraining,
} from "@millrace/core";
import { groupStatement } from "./enqueue-arguments.ts";
import type { PgSession } from "./pg-session.ts";
import { readHold } from "./read-hold.ts";
import type { Row } from "./statement.ts";

const PARTITION = 0;

/** The groups of one schema. */
export class PostgresGroups implements GroupEngine {
  readonly #schema: string;
  readonly #session: PgSession;
  readonly #tally: QueueTally;

  /** `schema` is the schema's name, quoted; `tally` counts the jobs that come with groups. */
  constructor(schema: string, session: PgSession, tally: QueueTally) {
    this.#schema = schema;
    this.#session = session;
    this.#tally = tally;
  }

  async create(planned: PlannedGroup): Promise<Group> {
    const ids = newJobIds(PARTITION, groupIdsOf(planned));
    const statement = groupStatement(this.#schema, planned, ids);
    const [row] = await this.#session.run(statement, { resend: () => statement });
    if (row !== undefined) {
      const [type, hold] = row as unknown as [string, string];
      throw queueDraining(type, readHold(hold));
    }
    for (const { type } of planned.jobs) this.#tally.enqueued(type);
    for (const { spec } of planned.callbacks) this.#tally.enqueued(spec.type);
    return this.get(ids[0] as string);
  }

  async get(id: string): Promise<Group> {
    const [row] = await this.#run(
      `SELECT ${GROUP_COLUMNS} FROM ${this.#schema}.groups WHERE id = $1 AND (expires_at IS NULL OR expires_at > ${this.#schema}.now_ms())`,
      [id],
    );
    if (row === undefined) throw groupNotFound(id);
    return readGroup(row);
  }

  async seal(id: string): Promise<Group> {
    const group = await this.get(id);
    if (group.sealed) return group;
    await this.#run(`SELECT ${this.#schema}.seal_group($1)`, [id]);
    return this.get(id);
  }

  async members(id: string, { after, limit }: NameCursor): Promise<GroupMembers> {
    await this.get(id);
    const [createdAt = "", last = ""] = after.split(" ");
    const part = (table: string) => `(SELECT id, created_at FROM ${this.#schema}.${table}
      WHERE group_id = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4)`;
    const rows = await this.#run(
      `SELECT id, created_at FROM (${part("jobs")} UNION ALL ${part("finished")}) m
      ORDER BY created_at, id LIMIT $4`,
      [id, Number(createdAt) || 0, last, limit],
    );
    const ids = rows.map(([member]) => member as string);
    const end = rows.at(-1);
    return rows.length < limit || end === undefined
      ? { ids }
      : { ids, last: `${end[1] as number} ${end[0] as string}` };
  }

  #run(text: string, values: unknown[]): Promise<Row[]> {
    const statement = { text, values };
    return this.#session.run(statement, { resend: () => statement });
  }
}

/** What {@link readGroup} reads. */
export const GROUP_COLUMNS =
  "id, sealed, open, completed, failed, cancelled, created_at, retention_ms, finished_at, expires_at, callbacks";

export function readGroup(row: Row): Group {
  const [id, sealed, open, completed, failed, cancelled, createdAt, retentionMs, ...rest] =
    row as unknown as [
      string,
      boolean,
      number,
      number,
      number,
      number,
      number,
      number,
      ...unknown[],
    ];
  const [finishedAt, expiresAt, callbacks] = rest as [number | null, number | null, string];
  return {
    id,
    sealed,
    counts: { open, completed, failed, cancelled },
    createdAt,
    ...(finishedAt !== null && { finishedAt }),
    ...(expiresAt !== null && { expiresAt }),
    retentionMs,
    callbacks: JSON.parse(callbacks) as Group["callbacks"],
  };
}
