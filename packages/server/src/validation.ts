import type { DescMessage, Message } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator } from "@bufbuild/protovalidate";
import type { Interceptor } from "@connectrpc/connect";
import { type FieldViolation, MillraceError } from "@millrace/core";
import { EnqueueBatchRequestSchema, EnqueueRequestSchema } from "@millrace/protocol";

// The domain checks these by itself, request by request, so that each way in, one by one or in a
// batch, names the same violations.
const LEFT_TO_THE_DOMAIN: ReadonlySet<string> = new Set([
  EnqueueRequestSchema.typeName,
  EnqueueBatchRequestSchema.typeName,
]);

/**
 * Refuses requests that break the rules of their proto, naming every field at fault.
 *
 * `warmUp` are messages whose rules are compiled now, because a first call would take 100 ms.
 */
export function createValidation(warmUp: readonly DescMessage[]): Interceptor {
  const validator = createValidator();
  const check = (desc: DescMessage, message: Message) => {
    if (LEFT_TO_THE_DOMAIN.has(desc.typeName)) return;
    const result = validator.validate(desc, message);
    if (result.kind === "valid") return;
    if (result.kind === "error") {
      throw new MillraceError("INTERNAL", `the rules of ${desc.typeName} cannot be applied`, {
        cause: result.error,
      });
    }
    throw invalid(
      result.violations.map(({ field, message, forKey }) => ({
        field: `${pathToString(field)}${forKey ? " (the key)" : ""}`,
        description: message,
      })),
    );
  };
  for (const desc of warmUp) validator.validate(desc, create(desc));
  return (next) => async (request) => {
    const desc = request.method.input;
    if (!request.stream) {
      check(desc, request.message);
      return await next(request);
    }
    return await next({ ...request, message: checked(request.message, desc) });
  };

  async function* checked(messages: AsyncIterable<Message>, desc: DescMessage) {
    for await (const message of messages) {
      check(desc, message);
      yield message;
    }
  }
}

function invalid(violations: FieldViolation[]): MillraceError {
  const list = violations.map(({ field, description }) => `${field}: ${description}`).join("; ");
  return new MillraceError("INVALID_ARGUMENT", `the request is not valid: ${list}`, { violations });
}
