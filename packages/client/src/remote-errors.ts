import type { ErrorGroupPage, ErrorGroupQuery, ErrorStore } from "@millrace/core";
import { decodeErrorGroupPage, encodeErrorGroupQuery } from "@millrace/protocol";
import { ErrorService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

const { listErrorGroups } = ErrorService.method;

/** The errors of jobs behind a server, over `ErrorService`. */
export class RemoteErrors implements ErrorStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async listGroups(query: ErrorGroupQuery = {}): Promise<ErrorGroupPage> {
    const wire = encodeErrorGroupQuery(query);
    return decodeErrorGroupPage(await this.#connection.call(listErrorGroups, wire));
  }
}
