import type { Operation, OperationName, Operations } from "../operation.ts";
import { enqueue } from "./enqueue.ts";
import { extend } from "./extend.ts";
import { findKept } from "./find-kept.ts";
import { lease } from "./lease.ts";
import { list, types } from "./listing.ts";
import { maintain } from "./maintain.ts";
import { cancel, redrive, remove } from "./operate.ts";
import type { OperationContext } from "./operation-context.ts";
import type { Roles } from "./roles.ts";
import { settle } from "./settle.ts";

type Handlers = {
  readonly [Name in OperationName]: (
    request: Operations[Name]["request"],
    context: OperationContext,
  ) => Operations[Name]["answer"];
};

/**
 * Carries out operations by name. What one refuses with a MillraceError it refuses before it has
 * written anything.
 */
export class OperationHandlers {
  readonly #handlers: Handlers;

  constructor(roles: Roles) {
    this.#handlers = {
      enqueue,
      get: (id, context) => findKept(id, context).job,
      types,
      list,
      cancel,
      redrive,
      delete: remove,
      lease,
      extend,
      settle,
      maintain,
      holdRole: (request, { now }) => roles.hold(request, now),
      releaseRole: ({ role, holder }) => roles.release(role, holder),
      ping: () => undefined,
    };
  }

  run({ name, request }: Operation, context: OperationContext): unknown {
    const handler = this.#handlers[name] as (
      request: Operation["request"],
      context: OperationContext,
    ) => unknown;
    return handler(request, context);
  }
}
