import {
  type DescMessage,
  fromBinary,
  type Message,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { writePlain } from "@millrace/protocol";
import type { DashboardOptions } from "./dashboard-options.ts";

/**
 * What the pages of the dashboard may do and see, whatever they ask for: by what the contract says of its
 * methods and fields, so that what comes to it later is covered as well.
 */
export function dashboardPolicy({ readOnly, hidePayloads }: DashboardOptions): Interceptor {
  return (next) => async (request) => {
    const { method } = request;
    if (readOnly && method.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS) {
      throw new ConnectError(
        `${method.name} changes something, and this dashboard is read-only (--ui-read-only)`,
        Code.PermissionDenied,
      );
    }
    const response = await next(request);
    if (!hidePayloads) return response;
    const hide = (message: Message) => withoutBytes(method.output, message);
    return response.stream
      ? { ...response, message: mapped(response.message, hide) }
      : { ...response, message: hide(response.message) };
  };
}

async function* mapped<T>(items: AsyncIterable<T>, change: (item: T) => T): AsyncGenerator<T> {
  for await (const item of items) yield change(item);
}

/** A copy of `message` in which every field of bytes is empty: those hold payloads, results and previews. */
function withoutBytes(desc: DescMessage, message: Message): Message {
  const copy = fromBinary(desc, writePlain(message) ?? toBinary(desc, message));
  emptyBytes(reflect(desc, copy));
  return copy;
}

function emptyBytes(message: ReflectMessage): void {
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    if (field.fieldKind === "message") emptyBytes(message.get(field));
    else if (field.fieldKind === "list" && field.listKind === "message") {
      for (const item of message.get(field)) emptyBytes(item as ReflectMessage);
    } else if (field.fieldKind === "map" && field.mapKind === "message") {
      for (const [, item] of message.get(field)) emptyBytes(item as ReflectMessage);
    } else if ("scalar" in field && field.scalar === ScalarType.BYTES) message.clear(field);
  }
}
