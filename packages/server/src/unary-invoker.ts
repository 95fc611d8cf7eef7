import {
  create,
  type DescMethod,
  type DescMethodUnary,
  type Message,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { HandlerContext, Interceptor, MethodImpl } from "@connectrpc/connect";
import { invokeUnaryImplementation } from "@connectrpc/connect/protocol";
import type { CallLog } from "./call-log.ts";
import type { Validation } from "./validation.ts";

export interface UnaryInvokerOptions {
  readonly log: CallLog;
  /** Called in turn with each call, inside of the log and before the request is checked. */
  readonly interceptors: readonly Interceptor[];
  readonly validation: Validation;
}

/** Whether a method takes one message and answers with one. */
export function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}

/** What serves the calls of a unary method. */
export type UnaryServe = MethodImpl<DescMethodUnary>;

/**
 * The one way by which calls of unary methods are served, whatever the protocol that they came by: in
 * the log, through the interceptors, checked by the rules of their proto, by the service. What reads a
 * request and writes its answer is a codec: it gives a message and a context, and gets a message or a
 * ConnectError.
 */
export class UnaryInvoker {
  readonly #log: CallLog;
  readonly #interceptors: Interceptor[];
  readonly #validation: Validation;
  readonly #methods = new Map<DescMethod, UnaryServe>();

  constructor({ log, interceptors, validation }: UnaryInvokerOptions) {
    this.#log = log;
    this.#interceptors = [...interceptors];
    this.#validation = validation;
  }

  /** Whether anybody but the service sees requests, and so needs messages. */
  get isIntercepted(): boolean {
    return this.#interceptors.length > 0;
  }

  /** From now on, `serve` serves the calls of `method`. */
  add(method: DescMethodUnary, serve: UnaryServe): void {
    const check = this.#validation.checkOf(method.input);
    const checked: UnaryServe = (request, context) => {
      check?.(request);
      return serve(request, context);
    };
    this.#methods.set(method, check === undefined ? serve : checked);
  }

  /**
   * Serves one call of a method that was added.
   *
   * @param request within the limits on sizes and items, which a codec checks before it makes a message.
   * @param context its deadline and `signal` bound the call; its values tell who calls (`CALLER`) and
   *   how the answer comes through (`DELIVERY`). What ends up in its `responseHeader` and
   *   `responseTrailer` is to be sent with the answer, be it an error.
   * @throws ConnectError for whatever goes wrong; it has been logged.
   */
  async invoke<M extends DescMethodUnary>(
    method: M,
    request: MessageShape<M["input"]>,
    context: HandlerContext,
  ): Promise<MessageShape<M["output"]>> {
    const end = this.#log.begin(context);
    try {
      const answer =
        this.#interceptors.length === 0
          ? create(method.output, await this.#serving(method)(request, context))
          : await this.#intercepted(method, request, context);
      end(undefined);
      return answer as MessageShape<M["output"]>;
    } catch (reason) {
      throw end(reason);
    }
  }

  #serving(method: DescMethodUnary): UnaryServe {
    const serve = this.#methods.get(method);
    if (serve === undefined) throw new Error(`${method} is not served by this invoker`);
    return serve;
  }

  #intercepted(method: DescMethodUnary, request: Message, context: HandlerContext) {
    const spec = { kind: "unary" as const, method, impl: this.#serving(method) };
    return invokeUnaryImplementation(spec, context, request, this.#interceptors);
  }
}
