import { MillraceError } from "@millrace/core";
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
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MillraceError("INVALID_ARGUMENT", `the definition is no JSON: ${reason}`, {
      violations: [{ field: "definition", description: `must be JSON: ${reason}` }],
      cause,
    });
  }
}
