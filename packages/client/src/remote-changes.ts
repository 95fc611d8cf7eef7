import type { ChangeOptions, Explanation, Job, JobUpdate } from "@millrace/core";
import { decodeExplanation, encodeChangeOptions, encodeJobUpdate } from "@millrace/protocol";
import { JobService } from "@millrace/protocol/services";
import { answeredJob } from "./answered-job.ts";
import type { ClientStore } from "./client-store.ts";
import type { Connection } from "./connection.ts";

const { explainJob, updateJob, retryJob, deleteJob } = JobService.method;

/** What an operator asks of the jobs behind a server, and changes of them, over `JobService`. */
export class RemoteChanges
  implements Pick<ClientStore, "explain" | "update" | "redrive" | "delete">
{
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async explain(id: string): Promise<Explanation> {
    return decodeExplanation(await this.#connection.call(explainJob, { id }));
  }

  async update(id: string, update: JobUpdate, options: ChangeOptions = {}): Promise<Job> {
    const request = { id, ...encodeJobUpdate(update), ...encodeChangeOptions(options) };
    return answeredJob(await this.#connection.call(updateJob, request));
  }

  async redrive(id: string, options: ChangeOptions = {}): Promise<Job> {
    const request = { id, ...encodeChangeOptions(options) };
    return answeredJob(await this.#connection.call(retryJob, request));
  }

  async delete(id: string, options: ChangeOptions = {}): Promise<void> {
    await this.#connection.call(deleteJob, { id, ...encodeChangeOptions(options) });
  }
}
