import type { DescMessage, MessageShape, Registry } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import { codeFromString, codeToString } from "@connectrpc/connect/protocol-connect";
import { isCallError, NOT_PLAIN, readMessage } from "@millrace/protocol";

/** A message that came with an error. */
interface Detail {
  readonly type: string;
  readonly value: Uint8Array;
}

/** What is known of a failure besides its words and its code. */
interface FailureOptions {
  readonly metadata?: Headers;
  readonly details?: Detail[];
  readonly cause?: unknown;
  /** Whether it was a server that said so. Defaults to false. */
  readonly isWireError?: boolean;
}

/**
 * Why a call has failed, in the form of Connect's ConnectError: `instanceof` takes the one for the other,
 * by their properties. That class brings protobuf's own codec, which is larger than all else in a page.
 */
export class CallFailure extends Error implements Omit<ConnectError, "findDetails"> {
  override readonly name = "ConnectError";
  override readonly cause: unknown;
  readonly code: Code;
  readonly rawMessage: string;
  readonly metadata: Headers;
  readonly details: Detail[];
  readonly isWireError: boolean;

  constructor(rawMessage: string, code: Code, options: FailureOptions = {}) {
    super(`[${codeToString(code)}]${rawMessage && ` ${rawMessage}`}`);
    const { metadata = new Headers(), details = [], cause, isWireError = false } = options;
    this.rawMessage = rawMessage;
    this.code = code;
    this.metadata = metadata;
    this.details = details;
    this.cause = cause;
    this.isWireError = isWireError;
  }

  /** The details that are messages of `known`, as far as they can be read. */
  findDetails<Desc extends DescMessage>(known: Desc): MessageShape<Desc>[];
  findDetails(known: Registry): MessageShape<DescMessage>[];
  findDetails(known: DescMessage | Registry): MessageShape<DescMessage>[] {
    return this.details.flatMap(({ type, value }) => {
      const ofType = known.kind === "message" && known.typeName === type ? known : undefined;
      const desc = known.kind === "registry" ? known.getMessage(type) : ofType;
      if (desc === undefined) return [];
      try {
        return [readMessage(desc, value)];
      } catch (error) {
        if (error !== NOT_PLAIN) throw error;
        return [];
      }
    });
  }
}

/** `reason` in the form of Connect's errors; `code` is that of any other one but the end of a signal. */
export function failureOf(reason: unknown, code = Code.Unknown): Error {
  if (isCallError(reason)) return reason;
  if (!(reason instanceof Error)) return new CallFailure(String(reason), code, { cause: reason });
  if (reason.name === "AbortError" || reason.name === "TimeoutError") {
    return new CallFailure(reason.message, Code.Canceled);
  }
  return new CallFailure(reason.message, code, { cause: reason });
}

/** The error that a server has sent, as the Connect protocol writes it in JSON; undefined for all else. */
export function failureFromJson(json: unknown, metadata: Headers): CallFailure | undefined {
  const { code: name, message = "", details = [] } = (json ?? {}) as Record<string, unknown>;
  const code = typeof name === "string" ? codeFromString(name) : undefined;
  if (code === undefined || typeof message !== "string" || !Array.isArray(details))
    return undefined;
  const read = details.map(detailOf);
  if (read.includes(undefined)) return undefined;
  return new CallFailure(message, code, {
    metadata,
    details: read as Detail[],
    isWireError: true,
  });
}

function detailOf(json: unknown): Detail | undefined {
  const { type, value } = (json ?? {}) as Record<string, unknown>;
  if (typeof type !== "string" || typeof value !== "string") return undefined;
  try {
    return { type, value: Uint8Array.from(atob(value), (char) => char.charCodeAt(0)) };
  } catch {
    return undefined;
  }
}
