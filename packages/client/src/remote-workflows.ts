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
      let text: string;
      try {
        text = JSON.stringify(value) ?? "null";
      } catch (error) {
        const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
        return [{ field: "definition", description: `must be JSON: ${reason}` }];
      }
      const definition = encoder.encode(text);
      const { violations } = await connection.call(rpc.validateWorkflow, { definition });
      return violations.map(({ field, description }) => ({ field, description }));
    },
  });
}
