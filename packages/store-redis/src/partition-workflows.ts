import { createHash } from "node:crypto";
import { Batcher, type NameCursor, type NewWorkflow, type StoredWorkflow } from "@millrace/core";
import type { Value } from "./job-hash.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** Which workflow to read: its name, maybe a space and a version. */
type Wanted = string;

const READINGS = { maxInFlight: 8, maxItems: 1_000 };

/** The workflows of one partition. Calls that read the same one in one turn go out as one. */
export class PartitionWorkflows {
  readonly #run: RunScript;
  readonly #readings: Batcher<Wanted, StoredWorkflow | undefined>;

  constructor(run: RunScript) {
    this.#run = run;
    this.#readings = new Batcher({ sendBatch: (wanted) => this.#getAll(wanted) }, READINGS);
  }

  async put({
    name,
    definition,
    content,
  }: NewWorkflow): Promise<{ version: number; created: boolean }> {
    const args: Value[] = [
      name,
      definition,
      createHash("sha256").update(content).digest("base64url"),
    ];
    const reply = await this.#run(SCRIPTS.putWorkflow, args, () => args);
    const [version, created] = reply as [version: number, created: number];
    return { version, created: created === 1 };
  }

  get(name: string, version: number | undefined): Promise<StoredWorkflow | undefined> {
    return this.#readings.add(version === undefined ? name : `${name} ${version}`);
  }

  #getAll(wanted: readonly Wanted[]): Promise<(StoredWorkflow | undefined)[]> {
    const read = new Map<Wanted, Promise<StoredWorkflow | undefined>>();
    return Promise.all(
      wanted.map((each) => {
        const found = read.get(each) ?? this.#get(each);
        read.set(each, found);
        return found;
      }),
    );
  }

  async #get(wanted: Wanted): Promise<StoredWorkflow | undefined> {
    const [name, version = ""] = wanted.split(" ") as [string, string?];
    const args: Value[] = [name, version];
    const reply = await this.#run(SCRIPTS.getWorkflow, args, () => args);
    if (reply === null) return undefined;
    const [found, definition] = reply as [version: Buffer, definition: Buffer];
    return { name, version: Number(found), definition: definition.toString() };
  }

  async list({ after, limit }: NameCursor): Promise<StoredWorkflow[]> {
    const args: Value[] = [after, limit];
    const reply = (await this.#run(SCRIPTS.listWorkflows, args, () => args)) as Buffer[];
    const workflows: StoredWorkflow[] = [];
    for (let at = 0; at < reply.length; at += 3) {
      const [name, version, definition] = reply.slice(at, at + 3).map(String);
      workflows.push({
        name: name as string,
        version: Number(version),
        definition: definition as string,
      });
    }
    return workflows;
  }
}
