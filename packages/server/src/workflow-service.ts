import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { FieldViolation } from "@millrace/core";
import { ValidateWorkflowResponseSchema, type WorkflowService } from "@millrace/protocol";
import { validateWorkflow } from "@millrace/workflow";

const decoder = new TextDecoder("utf-8", { fatal: true });
const MAX_BYTES = 1024 * 1024;

/** Jobs as steps, and what each of them waits for. */
export function createWorkflowService(): ServiceImpl<typeof WorkflowService> {
  return {
    async validateWorkflow({ definition }) {
      const violations = violationsOf(definition);
      return create(ValidateWorkflowResponseSchema, {
        violations: violations.map(({ field, description }) => ({ field, description })),
      });
    },
  };
}

function violationsOf(definition: Uint8Array): readonly FieldViolation[] {
  const whole = (description: string) => [{ field: "definition", description }];
  if (definition.length > MAX_BYTES) {
    return whole(`must have at most ${MAX_BYTES} bytes, but has ${definition.length}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(definition));
  } catch (error) {
    return whole(`must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return validateWorkflow(value);
}
