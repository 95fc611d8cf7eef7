import type {
  CreateGroupRequest,
  Group,
  GroupJobPage,
  GroupQuery,
  GroupStore,
} from "@millrace/core";
import {
  decodeGroup,
  decodeGroupJobs,
  encodeCreateGroup,
  encodeGroupQuery,
} from "@millrace/protocol";
import { GroupService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

const rpc = GroupService.method;

/** The groups behind a server, over `GroupService`. */
export class RemoteGroups implements GroupStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async create(request: CreateGroupRequest = {}): Promise<Group> {
    return decodeGroup(await this.#connection.call(rpc.createGroup, encodeCreateGroup(request)));
  }

  async get(id: string): Promise<Group> {
    return decodeGroup(await this.#connection.call(rpc.getGroup, { id }));
  }

  async seal(id: string): Promise<Group> {
    return decodeGroup(await this.#connection.call(rpc.sealGroup, { id }));
  }

  async listJobs(id: string, query: GroupQuery = {}): Promise<GroupJobPage> {
    const request = encodeGroupQuery(id, query);
    const page = await this.#connection.call(rpc.listGroupJobs, request);
    return decodeGroupJobs(page);
  }

  async cancel(id: string, reason = ""): Promise<Group> {
    return decodeGroup(await this.#connection.call(rpc.cancelGroup, { id, reason }));
  }

  async retry(id: string): Promise<Group> {
    return decodeGroup(await this.#connection.call(rpc.retryGroup, { id }));
  }
}
