import type { DescMessage, Message } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator } from "@bufbuild/protovalidate";
import type { Interceptor } from "@connectrpc/connect";
import { FieldCheck, MillraceError } from "@millrace/core";
import {
  EnqueueBatchRequestSchema,
  EnqueueRequestSchema,
  ExtendRequestSchema,
  GetStatsRequestSchema,
  LeaseRequestSchema,
  ListJobsRequestSchema,
  ListOperationsRequestSchema,
  ListQueuesRequestSchema,
  ListWorkersRequestSchema,
  SettleRequestSchema,
  UpdateJobRequestSchema,
} from "@millrace/protocol";

// The domain checks these by itself: so that each way in, one by one or in a batch, names the same
// violations, and because the validator would look at each of many items, however many broke a rule
// before.
const LEFT_TO_THE_DOMAIN: ReadonlySet<string> = new Set([
  EnqueueRequestSchema.typeName,
  EnqueueBatchRequestSchema.typeName,
  LeaseRequestSchema.typeName,
  ExtendRequestSchema.typeName,
  SettleRequestSchema.typeName,
  UpdateJobRequestSchema.typeName,
  ListJobsRequestSchema.typeName,
  ListQueuesRequestSchema.typeName,
  ListWorkersRequestSchema.typeName,
  ListOperationsRequestSchema.typeName,
  GetStatsRequestSchema.typeName,
]);

/** One for all servers of this process: it keeps the rules that it has compiled, which takes 100 ms. */
const VALIDATOR = createValidator();

/** Throws a MillraceError `INVALID_ARGUMENT` when `message` breaks a rule of its proto. */
export type MessageCheck = (message: Message) => void;

/** Refuses requests that break the rules of their proto, naming the fields at fault. */
export class Validation {
  /** Compiles the rules of `messages` now, so that no first call waits for it. */
  prepare(messages: readonly DescMessage[]): void {
    for (const desc of messages) {
      if (!LEFT_TO_THE_DOMAIN.has(desc.typeName)) VALIDATOR.validate(desc, create(desc));
    }
  }

  /** Checks the messages of streams; those of unary calls are checked where these are served. */
  readonly interceptor: Interceptor = (next) => async (request) => {
    const check = request.stream ? this.checkOf(request.method.input) : undefined;
    if (check === undefined || !request.stream) return await next(request);
    return await next({ ...request, message: checked(request.message, check) });
  };

  /** What checks messages of `desc`; undefined when the domain does so. */
  checkOf(desc: DescMessage): MessageCheck | undefined {
    if (LEFT_TO_THE_DOMAIN.has(desc.typeName)) return undefined;
    return (message) => this.#check(desc, message);
  }

  #check(desc: DescMessage, message: Message): void {
    const result = VALIDATOR.validate(desc, message);
    if (result.kind === "valid") return;
    if (result.kind === "error") {
      throw new MillraceError("INTERNAL", `the rules of ${desc.typeName} cannot be applied`, {
        cause: result.error,
      });
    }
    const fields = new FieldCheck();
    for (const { field, message, forKey } of result.violations) {
      fields.invalid(`${pathToString(field)}${forKey ? " (the key)" : ""}`, message);
    }
    fields.throwIfInvalid("the request is not valid");
  }
}

async function* checked(messages: AsyncIterable<Message>, check: MessageCheck) {
  for await (const message of messages) {
    check(message);
    yield message;
  }
}
