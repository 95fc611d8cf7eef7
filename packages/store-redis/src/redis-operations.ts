import {
  type KeptOperation,
  MAX_ENDED_OPERATIONS,
  MAX_OPEN_OPERATIONS,
  type NameCursor,
  type NewOperation,
  OPERATION_RETENTION_MS,
  type OperationEngine,
} from "@millrace/core";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** What the scripts say of an operation. */
type OperationReply = readonly [id: Buffer, revision: number, record: Buffer, ended: Buffer];

/** The operations of a store, whatever partitions their jobs are in: in the first one. */
export class RedisOperations implements OperationEngine {
  readonly #run: RunScript;

  /** `run` runs a script in the first partition. */
  constructor(run: RunScript) {
    this.#run = run;
  }

  async add({ id, text, isOver }: NewOperation): Promise<boolean> {
    const bounds = [MAX_OPEN_OPERATIONS, MAX_ENDED_OPERATIONS, OPERATION_RETENTION_MS];
    const args = [id, text, isOver ? "1" : "", ...bounds];
    return (await this.#run(SCRIPTS.addOperation, args, () => args)) === 1;
  }

  async get(id: string): Promise<KeptOperation | undefined> {
    const args = [id];
    const reply = await this.#run(SCRIPTS.getOperation, args, () => args);
    return reply === null ? undefined : readOperation(reply as unknown as OperationReply);
  }

  list({ after, limit }: NameCursor): Promise<KeptOperation[]> {
    return this.#list("", after, limit);
  }

  open(): Promise<KeptOperation[]> {
    return this.#list("open", "", MAX_OPEN_OPERATIONS);
  }

  async replace({
    id,
    revision,
    text,
    isOver,
  }: NewOperation & Pick<KeptOperation, "revision">): Promise<boolean> {
    // Not sent again when its answer was lost: the operation is then read anew, as it is.
    const args = [id, revision, text, isOver ? "1" : "", OPERATION_RETENTION_MS];
    return (await this.#run(SCRIPTS.replaceOperation, args)) === 1;
  }

  async #list(...args: [open: string, after: string, limit: number]): Promise<KeptOperation[]> {
    const reply = await this.#run(SCRIPTS.listOperations, args, () => [...args]);
    return (reply as unknown as OperationReply[]).map(readOperation);
  }
}

function readOperation([id, revision, record, ended]: OperationReply): KeptOperation {
  const kept = { id: id.toString(), revision, text: record.toString() };
  return ended.length === 0 ? kept : { ...kept, endedAt: Number(ended) };
}
