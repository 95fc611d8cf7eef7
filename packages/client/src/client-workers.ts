import type { LiveWorker, WorkerPage, WorkerQuery, WorkerStore } from "@millrace/core";

/** The workers that live. See `Client.workers`. */
export class ClientWorkers {
  readonly #list: WorkerStore["list"];

  constructor(list: WorkerStore["list"]) {
    this.#list = list;
  }

  /**
   * Lists the workers that live, by name, page by page as they are read. A worker of the SDK tells every
   * ten seconds that it lives, and is forgotten 35 seconds after it told so last.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  async *list(query: WorkerQuery = {}): AsyncGenerator<LiveWorker, void, undefined> {
    let next: WorkerQuery | undefined = query;
    while (next !== undefined) {
      const page: WorkerPage = await this.#list(next);
      yield* page.workers;
      const pageToken: string | undefined = page.nextPageToken;
      next = pageToken === undefined ? undefined : { ...query, pageToken };
    }
  }

  /**
   * One page of workers.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  listPage(query: WorkerQuery = {}): Promise<WorkerPage> {
    return this.#list(query);
  }
}
