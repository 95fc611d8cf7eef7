import {
  checkOperationId,
  type Operation,
  type OperationPage,
  type OperationQuery,
  type OperationRequest,
  type OperationStore,
} from "@millrace/core";
import {
  decodeOperation,
  decodeOperationPage,
  encodeOperationQuery,
  encodeOperationRequest,
  required,
  type WireOperation,
} from "@millrace/protocol";
import { OperationService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

const rpc = OperationService.method;

/** What is done to many jobs behind a server, over `OperationService`. */
export class RemoteOperations implements OperationStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async start(request: OperationRequest): Promise<Operation> {
    const wire = encodeOperationRequest(request);
    switch (request.action) {
      case "RETRY":
        return operationOf(await this.#connection.call(rpc.retryJobs, wire));
      case "CANCEL":
        return operationOf(await this.#connection.call(rpc.cancelJobs, wire));
      case "DELETE":
        return operationOf(await this.#connection.call(rpc.deleteJobs, wire));
    }
  }

  async get(id: string): Promise<Operation> {
    checkOperationId(id);
    return operationOf(await this.#connection.call(rpc.getOperation, { id }));
  }

  async list(query: OperationQuery = {}): Promise<OperationPage> {
    const answer = await this.#connection.call(rpc.listOperations, encodeOperationQuery(query));
    return decodeOperationPage(answer);
  }

  async stop(id: string): Promise<Operation> {
    checkOperationId(id);
    return operationOf(await this.#connection.call(rpc.stopOperation, { id }));
  }
}

function operationOf({ operation }: { readonly operation?: WireOperation | undefined }): Operation {
  return decodeOperation(required(operation, "the operation"));
}
