import { Code, ConnectError, type HandlerContext, type Interceptor } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { type Logger, MillraceError } from "@millrace/core";
import { encodeError } from "@millrace/protocol";
import { IS_LOGGED } from "./unlogged-failure.ts";

/** A call that has ended. */
export interface CallRecord {
  /** For example `millrace.v1.JobService`. */
  readonly service: string;
  /** For example `Enqueue`. */
  readonly method: string;
  /** `ok`, or the name of the gRPC status, for example `not_found`. */
  readonly code: string;
  readonly durationMs: number;
  /** `grpc`, `grpc-web`, `connect` or `rest`. */
  readonly protocol: string;
}

/** Hears of calls. */
export interface CallListener {
  /** A call has ended. */
  readonly onCall?: ((record: CallRecord) => void) | undefined;
  /** A stream begins; what is returned is called at its end. */
  readonly onStream?: ((service: string, method: string) => () => void) | undefined;
}

/** What the log has to know of a call. */
type Call = Pick<HandlerContext, "service" | "method" | "signal" | "values" | "protocolName">;

/** Ends a call, for `reason` unless it has succeeded. Returns the error to tell the caller. */
type EndCall = (reason: unknown) => ConnectError | undefined;

// What an operator must look at; everything else is the caller's affair.
const OPERATORS_AFFAIR: ReadonlySet<Code> = new Set([Code.Internal, Code.Unknown, Code.DataLoss]);

/**
 * Turns what a call throws into the wire's errors, logs its end, and tells `listener` of it.
 *
 * An error that is not Millrace's own is a bug: the log has it in full, the caller a short notice.
 */
export class CallLog {
  readonly #logger: Logger;
  readonly #listener: CallListener;

  constructor(logger: Logger, listener: CallListener) {
    this.#logger = logger;
    this.#listener = listener;
  }

  begin(call: Call): EndCall {
    const startedAt = performance.now();
    return (reason) => {
      const error = reason === undefined ? undefined : wireErrorOf(reason, call);
      const record: CallRecord = {
        service: call.service.typeName,
        method: call.method.name,
        code: error === undefined ? "ok" : codeToString(error.code),
        durationMs: performance.now() - startedAt,
        protocol: call.protocolName,
      };
      if (error !== undefined && OPERATORS_AFFAIR.has(error.code)) {
        this.#logger.error({ ...record, err: reason }, "a call failed");
        call.values.set(IS_LOGGED, true);
      } else {
        // Also UNAVAILABLE: readiness tells once that the store is down, not once a call.
        this.#logger.debug?.(record, "call");
      }
      this.#listener.onCall?.(record);
      return error;
    };
  }

  /** Logs the calls whose answer is a stream. */
  readonly interceptor: Interceptor = (next) => async (request) => {
    const { service, method, signal, contextValues: values, header } = request;
    const protocolName = protocolOf(header);
    const endStream = this.#listener.onStream?.(service.typeName, method.name);
    const endCall = this.begin({ service, method, signal, values, protocolName });
    const end: EndCall = (reason) => {
      endStream?.();
      return endCall(reason);
    };
    try {
      const response = await next(request);
      if (!response.stream) {
        end(undefined);
        return response;
      }
      return { ...response, message: loggedStream(response.message, signal, end) };
    } catch (reason) {
      throw end(reason);
    }
  };
}

async function* loggedStream<T>(messages: AsyncIterable<T>, signal: AbortSignal, end: EndCall) {
  let failed = false;
  try {
    yield* messages;
    // A stream ends when its signal does; that its deadline has passed is no success.
    if (signal.aborted && isLate(signal.reason)) throw signal.reason;
  } catch (reason) {
    failed = true;
    throw end(reason);
  } finally {
    // Also when the reader has left before the end.
    if (!failed) end(undefined);
  }
}

function isLate(reason: unknown): boolean {
  return reason instanceof ConnectError && reason.code === Code.DeadlineExceeded;
}

/** By the type of the request's content, which is all that tells an interceptor. */
function protocolOf(header: Headers): string {
  const type = header.get("content-type") ?? "";
  if (!type.startsWith("application/grpc")) return "connect";
  return type.startsWith("application/grpc-web") ? "grpc-web" : "grpc";
}

function wireErrorOf(reason: unknown, call: Call): ConnectError {
  if (reason instanceof ConnectError) return reason;
  if (reason instanceof MillraceError) return encodeError(reason);
  if (call.signal.aborted) return new ConnectError("the call was given up", Code.Canceled);
  return new ConnectError(
    "an error within the server, described in its log; report it",
    Code.Internal,
    undefined,
    undefined,
    reason,
  );
}
