import { FieldCheck } from "@millrace/core";
import { WorkflowService } from "@millrace/protocol/services";
import type { CallUntilClosed } from "./client-schedules.ts";
import { ClientWorkflows } from "./client-workflows.ts";
import type { Connection } from "./connection.ts";

const rpc = WorkflowService.method;
const encoder = new TextEncoder();

/** Workflows behind a server, over `WorkflowService`. */
export function remoteWorkflows(connection: Connection, call: CallUntilClosed): ClientWorkflows {
  return new ClientWorkflows(call, {
    async validate(value) {
      const definition = encoder.encode(textOf(value));
      const { violations } = await connection.call(rpc.validateWorkflow, { definition });
      return violations.map(({ field, description }) => ({ field, description }));
    },
  });
}

function textOf(definition: unknown): string {
  try {
    return JSON.stringify(definition) ?? "null";
  } catch (error) {
    const check = new FieldCheck();
    check.invalid("definition", `must be JSON: ${error instanceof Error ? error.message : error}`);
    throw check.error("cannot validate the workflow");
  }
}
