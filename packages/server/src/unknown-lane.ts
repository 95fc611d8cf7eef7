import { Code } from "@connectrpc/connect";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import { closestName } from "@millrace/core";
import type { Lane } from "./lane.ts";
import { refusalOf } from "./refuse-call.ts";

// Of a method of a service in a package.
const CALL_PATH = /^\/([\w.]+\.\w+)\/(\w+)$/;

/**
 * Answers a call of a method that is none of `handlers`, in the call's own protocol; false when it does
 * not look like a call.
 */
export function createUnknownLane(handlers: readonly UniversalHandler[]): Lane {
  const served = new Map<string, string[]>();
  for (const { service, method } of handlers) {
    served.set(service.typeName, [...(served.get(service.typeName) ?? []), method.name]);
  }
  return (exchange, path) => {
    const [, service, method] = CALL_PATH.exec(path) ?? [];
    if (service === undefined || method === undefined) return false;
    const message = notServed(service, method, served);
    const refusal = refusalOf(exchange.headers, Code.Unimplemented, message, true);
    if (refusal !== undefined) exchange.answer(refusal);
    return refusal !== undefined;
  };
}

/** Why there is no `method` of `service`, and what there is, by the names of the services' methods. */
function notServed(
  service: string,
  method: string,
  served: ReadonlyMap<string, readonly string[]>,
): string {
  const methods = served.get(service);
  const [what, name, known] =
    methods === undefined
      ? [`there is no service ${service}`, service, [...served.keys()]]
      : [`${service} has no method ${method}`, method, methods];
  const meant = closestName(name, known);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return `${what}${hint}; there are ${known.join(", ")}`;
}
