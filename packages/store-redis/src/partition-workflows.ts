import { createHash } from "node:crypto";
import type { NameCursor, NewWorkflow, StoredWorkflow } from "@millrace/core";
import type { Value } from "./job-hash.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** The workflows of one partition. */
export class PartitionWorkflows {
  readonly #run: RunScript;

  constructor(run: RunScript) {
    this.#run = run;
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

  async get(name: string, version: number | undefined): Promise<StoredWorkflow | undefined> {
    const args: Value[] = [name, version ?? ""];
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
