import type { StepResultPage } from "@millrace/core";
import { decodeStepResult } from "@millrace/protocol";
import { WorkflowService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

/** Reads the result of a step of a run, of a map a page. */
export async function remoteStepResult(
  connection: Connection,
  request: { readonly id: string; readonly step: string; readonly fromItem: number },
): Promise<StepResultPage> {
  return decodeStepResult(await connection.call(WorkflowService.method.getStepResult, request));
}
