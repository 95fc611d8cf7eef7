import type { Store } from "@millrace/core";
import {
  ErrorService,
  GroupService,
  JobService,
  OperationService,
  QueueService,
  type RestBinding,
  restBindings,
  ScheduleService,
  ServerService,
  WatchService,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll, expect } from "vitest";
import { MillraceServer, type MillraceServerOptions } from "../millrace-server.ts";

const SERVICES = [
  ErrorService,
  JobService,
  GroupService,
  OperationService,
  QueueService,
  ScheduleService,
  ServerService,
  WatchService,
  WorkerService,
  WorkflowService,
];

/** All that REST serves. */
export const BINDINGS: readonly RestBinding[] = restBindings(
  SERVICES.flatMap(({ methods }) => [...methods]),
);

export interface Asked {
  readonly headers?: Record<string, string>;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers: Response["headers"];
  readonly text: string;
  /** What an answer in JSON says; else undefined. */
  readonly json: ReturnType<typeof JSON.parse>;
}

/** A server over memory for the tests of a file, and what asks it by REST. */
export class RestServer {
  readonly store: Store = new MemoryStore();
  #origin = "";

  constructor(options: Partial<MillraceServerOptions> = {}) {
    const server = new MillraceServer(this.store, {
      version: "0.0.0-test",
      maintain: false,
      ...options,
    });
    beforeAll(async () => {
      const { port } = await server.start(0, "127.0.0.1");
      this.#origin = `http://127.0.0.1:${port}`;
    });
    afterAll(async () => {
      await server.stop(0);
      await this.store.close();
    });
  }

  get origin(): string {
    return this.#origin;
  }

  readonly ask = async (
    method: string,
    path: string,
    { headers = {}, body }: Asked = {},
  ): Promise<Answered> => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${this.origin}${path}`, {
      method,
      redirect: "manual",
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: text }),
    });
    const answered = await response.text();
    const type = response.headers.get("content-type") ?? "";
    return {
      status: response.status,
      headers: response.headers,
      text: answered,
      json: type.endsWith("json") && answered !== "" ? JSON.parse(answered) : undefined,
    };
  };

  /** Enqueues a job by REST; returns its id. */
  readonly enqueue = async (type: string, more: object = {}): Promise<string> => {
    const { status, json } = await this.ask("POST", "/v1/jobs", { body: { type, ...more } });
    expect(status).toBe(201);
    return json.job.id;
  };
}
