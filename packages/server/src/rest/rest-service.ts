import {
  create,
  type DescMessage,
  type DescMethod,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  isMessage,
  type Message,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Clock, isFinal, type Logger } from "@millrace/core";
import {
  BadRequestSchema,
  decodeStatus,
  EnqueueRequestSchema,
  GetJobRequestSchema,
  GetRunRequestSchema,
  JobService,
  type RestBinding,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
  WatchJobRequestSchema,
  WatchJobResponseSchema,
  WatchRunRequestSchema,
  WatchRunResponseSchema,
  WatchService,
  WorkflowService,
} from "@millrace/protocol";
import { CallContext } from "../call-context.ts";
import type { RequestLimits } from "../call-request.ts";
import { COMPRESSIONS, checkedMessage } from "../request-body.ts";
import type { RpcRouter } from "../rpc-router.ts";
import { isUnary } from "../unary-invoker.ts";
import { begun, eventStream, openStream } from "./event-stream.ts";
import {
  accepted,
  byteForm,
  EVENT_STREAM_TYPE,
  idempotencyKey,
  JSON_TYPE,
  NDJSON_TYPE,
  requireJson,
  sequenceToMatch,
  timeoutMs,
} from "./negotiation.ts";
import { hasContent, restAnswer } from "./rest-answer.ts";
import type { RestCall } from "./rest-call.ts";
import { badRequest, RestError } from "./rest-error.ts";
import { toRestJson } from "./rest-json.ts";
import { createMessageReader, type RestParts } from "./rest-message.ts";
import type { Redirect } from "./rest-routes.ts";
import type { RouteMatch } from "./route-table.ts";

export interface RestOptions extends RequestLimits {
  /** Times the signs of life of streams. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Serves the requests whose route was found. */
export class RestService {
  readonly #router: RpcRouter;
  readonly #options: RestOptions;
  readonly #readers = new WeakMap<RestBinding, (parts: RestParts) => Message>();

  constructor(router: RpcRouter, options: RestOptions) {
    this.#router = router;
    this.#options = options;
  }

  async serve(call: RestCall, { target, variables }: RouteMatch<RestBinding | Redirect>) {
    if ("location" in target) {
      await call.answerEmpty(308, { Location: redirected(target, variables, call.url) });
      return;
    }
    const { method } = target;
    if (isUnary(method)) {
      accepted(call.header("accept"), [JSON_TYPE]);
      await this.#unary(call, method, await this.#read(call, target, variables));
    } else if (method === JobService.method.watchJob) {
      await this.#watch(call, await this.#read(call, target, variables));
    } else if (method === WatchService.method.subscribe) {
      await this.#subscribe(call, await this.#read(call, target, variables));
    } else if (method === WorkflowService.method.watchRun) {
      await this.#watchRun(call, await this.#read(call, target, variables));
    } else throw new Error(`${method} streams, and REST does not know how to show that`);
  }

  async #unary(call: RestCall, method: DescMethodUnary, message: Message): Promise<void> {
    const form = byteForm(call.url.searchParams);
    const reply = await this.#invoke(call, method, message);
    const { status, headers } = restAnswer(message, reply, call.url, call.header("if-none-match"));
    if (!hasContent(status)) return call.answerEmpty(status, headers);
    const all = { "Content-Type": JSON_TYPE, "Cache-Control": "no-store", ...headers };
    await call.answer(status, all, toRestJson(method.output, reply, form));
  }

  async #watch(call: RestCall, message: Message): Promise<void> {
    const type = accepted(call.header("accept"), [EVENT_STREAM_TYPE, NDJSON_TYPE]);
    if (!isMessage(message, WatchJobRequestSchema))
      throw new Error(`${message.$typeName} is no watch`);
    const { id, afterSequence } = message;
    const get = JobService.method.getJob;
    // Tells of a job that is not there by the status of the answer.
    const { job } = await this.#invoke(call, get, create(GetJobRequestSchema, { id }));
    if (job === undefined) throw new Error("a job was got, and is not there");
    const status = decodeStatus(job.status);
    const isOver = status !== undefined && isFinal(status);
    // A browser connects again after each end of its stream, until it is told that there is no more.
    if (isOver && job.sequence <= afterSequence) return call.answerEmpty(204, {});
    const events = await this.#open(call, JobService.method.watchJob, message);
    const body = eventStream(events, type, {
      schema: WatchJobResponseSchema,
      name: "job",
      idOf: ({ event }) => String(event?.sequence ?? 0),
      ...this.#formOf(call),
    });
    await call.stream({ "Content-Type": type, "Cache-Control": "no-store" }, body);
  }

  async #watchRun(call: RestCall, message: Message): Promise<void> {
    const type = accepted(call.header("accept"), [EVENT_STREAM_TYPE, NDJSON_TYPE]);
    if (!isMessage(message, WatchRunRequestSchema))
      throw new Error(`${message.$typeName} is no watch`);
    const { id, afterSequence } = message;
    const get = WorkflowService.method.getRun;
    // Tells of a run that is not there by the status of the answer.
    const { run } = await this.#invoke(call, get, create(GetRunRequestSchema, { id }));
    if (run === undefined) throw new Error("a run was got, and is not there");
    // A browser connects again after each end of its stream, until it is told that there is no more.
    const isOver = run.finishedAt !== undefined;
    if (isOver && run.sequence <= afterSequence) return call.answerEmpty(204, {});
    const updates = await this.#open(call, WorkflowService.method.watchRun, message);
    const body = eventStream(updates, type, {
      schema: WatchRunResponseSchema,
      name: "run",
      idOf: ({ run }) => String(run?.sequence ?? 0),
      ...this.#formOf(call),
    });
    await call.stream({ "Content-Type": type, "Cache-Control": "no-store" }, body);
  }

  async #subscribe(call: RestCall, message: Message): Promise<void> {
    const type = accepted(call.header("accept"), [EVENT_STREAM_TYPE, NDJSON_TYPE]);
    const form = this.#formOf(call);
    if (!isMessage(message, SubscribeRequestSchema))
      throw new Error(`${message.$typeName} is no subscription`);
    const changes = await begun(await this.#open(call, WatchService.method.subscribe, message));
    const body = eventStream(changes, type, {
      schema: SubscribeResponseSchema,
      name: "change",
      ...form,
    });
    await call.stream({ "Content-Type": type, "Cache-Control": "no-store" }, body);
  }

  #open<I extends DescMessage, O extends DescMessage>(
    call: RestCall,
    method: DescMethodServerStreaming<I, O>,
    message: MessageShape<I>,
  ): Promise<AsyncIterable<MessageShape<O>>> {
    const { values, signal, caller } = call;
    const { messageBytes } = this.#options;
    const how = { values, signal, headers: caller.headers, messageBytes };
    return openStream(this.#router.handlers, method, message, how);
  }

  #formOf(call: RestCall) {
    return {
      clock: this.#options.clock,
      form: byteForm(call.url.searchParams),
      tellError: (reason: unknown) => JSON.stringify(call.problem(reason)),
    };
  }

  async #invoke<Method extends DescMethodUnary>(call: RestCall, method: Method, message: Message) {
    const timeout = timeoutMs(call.header("millrace-timeout"), call.header("prefer"));
    const context = new CallContext(call.exchange, method, "rest", timeout);
    try {
      return await this.#router.invoker.invoke<Method>(method, message as never, context);
    } catch (reason) {
      throw reason instanceof ConnectError ? inHttpWords(reason, method) : reason;
    } finally {
      context.end();
    }
  }

  async #read(
    call: RestCall,
    route: RestBinding,
    variables: ReadonlyMap<string, string>,
  ): Promise<Message> {
    let reader = this.#readers.get(route);
    if (reader === undefined) {
      reader = createMessageReader(route, this.#options);
      this.#readers.set(route, reader);
    }
    const body = route.body !== "none" ? await this.#body(call) : undefined;
    // It would have other characters for what is no UTF-8.
    decodeURIComponent(call.url.search);
    const query = call.url.searchParams;
    return reader({ variables, query, body, headerFields: headerFields(call, route) });
  }

  /** The bytes of the body, decompressed; undefined when there is none. */
  async #body(call: RestCall): Promise<Uint8Array | undefined> {
    const encoding = call.header("content-encoding");
    const compression = COMPRESSIONS.find(({ name }) => name === encoding);
    if (encoding !== undefined && encoding !== "identity" && compression === undefined) {
      const known = COMPRESSIONS.map(({ name }) => name).join(", ");
      throw new RestError(
        415,
        Code.InvalidArgument,
        `the body comes in ${encoding}, which is not known here; send it in one of ${known}, or as it is`,
        { "Accept-Encoding": known },
      );
    }
    const { messageBytes } = this.#options;
    const announced = Number(call.header("content-length") ?? 0);
    const messages = checkedMessage(call.exchange.requestBody(), announced, {
      messageBytes,
      compression,
      check: () => {},
    });
    try {
      for await (const bytes of messages) {
        if (bytes.length === 0) return undefined;
        requireJson(call.header("content-type"));
        return bytes;
      }
    } catch (reason) {
      const isTooLarge = reason instanceof ConnectError && reason.code === Code.ResourceExhausted;
      if (isTooLarge) throw new RestError(413, reason.code, reason.rawMessage);
      throw reason;
    }
    return undefined;
  }
}

/** `reason`, with the status that HTTP has for it where its code alone does not tell. */
function inHttpWords(reason: ConnectError, { input }: DescMethod): ConnectError | RestError {
  const isAtFault = (name: string) =>
    reason
      .findDetails(BadRequestSchema)
      .some(({ fieldViolations }) => fieldViolations.some(({ field }) => field === name));
  // The idempotency key was used for another request, which is no fault of any job's state; that of the
  // job which holds a unique key is in the way.
  const isKeyTaken =
    reason.code === Code.AlreadyExists && input.typeName === EnqueueRequestSchema.typeName;
  if (isKeyTaken && !isAtFault(UNIQUE_KEY)) return RestError.of(reason, 422);
  const hasChanged = reason.code === Code.FailedPrecondition && isAtFault(IF_SEQUENCE);
  return hasChanged ? RestError.of(reason, 412) : reason;
}

/** The field of a change by which it can be bound to the sequence number that was read. */
const IF_SEQUENCE = "if_sequence";
const UNIQUE_KEY = "unique.key";

/** The fields of a request that its headers give, by their names in the proto. */
function headerFields(call: RestCall, { method }: RestBinding): Record<string, unknown> {
  const ifMatch = call.header("if-match");
  if (ifMatch !== undefined) {
    if (!method.input.fields.some(({ name }) => name === IF_SEQUENCE)) {
      // Who sends it would take the request for one that is bound to it.
      throw badRequest(
        "If-Match is heeded where a job is changed, which GET /openapi.json tells; leave it out here",
      );
    }
    const sequence = sequenceToMatch(ifMatch);
    return sequence === undefined ? {} : { [IF_SEQUENCE]: sequence };
  }
  const key = call.header("idempotency-key");
  if (key !== undefined && method === JobService.method.enqueue) {
    return { idempotency_key: idempotencyKey(key) };
  }
  if (key !== undefined && method === JobService.method.enqueueBatch) {
    throw badRequest("a batch has no Idempotency-Key; give each request an idempotencyKey");
  }
  const lastId = call.header("last-event-id");
  if (isResumed(method) && lastId !== undefined) {
    if (!/^\d{1,15}$/.test(lastId)) {
      throw badRequest(
        `Last-Event-ID must be the id of an event, but is ${JSON.stringify(lastId)}`,
      );
    }
    return { after_sequence: lastId };
  }
  return {};
}

/** Whether a stream goes on behind the id of an event. */
function isResumed(method: DescMethod): boolean {
  return method === JobService.method.watchJob || method === WorkflowService.method.watchRun;
}

/** With what the request asks for besides. */
function redirected(
  { location }: Redirect,
  variables: ReadonlyMap<string, string>,
  { searchParams }: URL,
): string {
  const path = location.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(variables.get(name) ?? ""),
  );
  if (searchParams.size === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${searchParams}`;
}
