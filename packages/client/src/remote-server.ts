import type { WorkerPage, WorkerQuery } from "@millrace/core";
import { decodeWorkerPage, encodeWorkerQuery } from "@millrace/protocol";
import { ServerService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";
import { decodeServerInfo, type ServerInfo, type ServerInfoOptions } from "./server-info.ts";

const { getServerInfo, listWorkers } = ServerService.method;

/** The server itself and the workers that it knows of, over `ServerService`. */
export class RemoteServer {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async info({ withStatus = false }: ServerInfoOptions = {}): Promise<ServerInfo> {
    return decodeServerInfo(await this.#connection.call(getServerInfo, { withStatus }));
  }

  async listWorkers(query: WorkerQuery = {}): Promise<WorkerPage> {
    const answer = await this.#connection.call(listWorkers, encodeWorkerQuery(query));
    return decodeWorkerPage(answer);
  }
}
