import { randomBytes } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import {
  checkSignalLink,
  type FieldViolation,
  isFinalRun,
  MillraceError,
  type RunUpdate,
  type SignalAnswer,
} from "@millrace/core";
import {
  AddStepsResponseSchema,
  CancelRunResponseSchema,
  CreateSignalLinkResponseSchema,
  DeleteRunResponseSchema,
  decodeDuration,
  decodeJson,
  decodeRetryMode,
  decodeRunQuery,
  decodeStartRun,
  encodeRun,
  encodeRunLog,
  encodeRunPage,
  encodeRunUpdate,
  encodeStepResult,
  encodeTimestamp,
  encodeWorkflowPage,
  encodeWorkflowVersion,
  GetRunResponseSchema,
  GetWorkflowResponseSchema,
  PauseRunResponseSchema,
  PutWorkflowResponseSchema,
  RerunRunResponseSchema,
  ResumeRunResponseSchema,
  RetryStepResponseSchema,
  SignalRunResponseSchema,
  SkipStepResponseSchema,
  StartRunResponseSchema,
  ValidateWorkflowResponseSchema,
  type WorkflowService,
} from "@millrace/protocol";
import {
  type Json,
  type Runs,
  runsOf,
  type Steps,
  type ToldEvent,
  validateWorkflow,
  type WorkflowDefinition,
} from "@millrace/workflow";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

const DEFAULT_LINK_MS = 7 * 86_400_000;
const DEFAULT_TEXT = "Please confirm.";
const CONFIRM: SignalAnswer = { label: "Confirm", payload: null };
const NONCE_BYTES = 12;

const decoder = new TextDecoder("utf-8", { fatal: true });
const MAX_BYTES = 1024 * 1024;

/** Jobs as steps, and what each of them waits for. */
export function createWorkflowService(
  options: ServiceOptions,
): ServiceImpl<typeof WorkflowService> {
  const call = <Answer>(
    context: HandlerContext,
    work: (runs: Runs) => Promise<Answer>,
  ): Promise<Answer> => callStore(context, options, (store) => work(runsOf(store)));
  const tell = async (context: HandlerContext, id: string, event: ToldEvent, by: string) => {
    const told = by === "" ? event : { ...event, by };
    return { run: encodeRun(await call(context, (runs) => runs.tell(id, told))) };
  };

  return {
    async validateWorkflow({ definition }) {
      const read = readDefinition(definition);
      const violations = "violations" in read ? read.violations : validateWorkflow(read.value);
      return create(ValidateWorkflowResponseSchema, {
        violations: violations.map(({ field, description }) => ({ field, description })),
      });
    },

    async putWorkflow({ definition }, context) {
      const read = readDefinition(definition);
      if ("violations" in read) {
        const told = read.violations.map(({ field, description }) => `${field} ${description}`);
        throw new MillraceError("INVALID_ARGUMENT", told.join("; "), read);
      }
      const put = (runs: Runs) => runs.put(read.value as WorkflowDefinition);
      return create(PutWorkflowResponseSchema, await call(context, put));
    },

    async getWorkflow({ name, version }, context) {
      const workflow = await call(context, (runs) => runs.getWorkflow(name, version));
      return create(GetWorkflowResponseSchema, { workflow: encodeWorkflowVersion(workflow) });
    },

    async listWorkflows({ pageSize, pageToken }, context) {
      const query = { ...(pageSize !== 0 && { pageSize }), pageToken };
      return encodeWorkflowPage(await call(context, (runs) => runs.listWorkflows(query)));
    },

    async startRun(request, context) {
      const start = decodeStartRun(request);
      const { run, created } = await call(context, (runs) => runs.start(request.name, start));
      return create(StartRunResponseSchema, { run: encodeRun(run), created });
    },

    async getRun({ id, withSteps }, context) {
      const run = await call(context, (runs) => runs.get(id, { steps: withSteps }));
      return create(GetRunResponseSchema, { run: encodeRun(run) });
    },

    async listRuns(request, context) {
      const query = decodeRunQuery(request);
      return encodeRunPage(await call(context, (runs) => runs.list(query)));
    },

    async *watchRun({ id, afterSequence }, context) {
      const { clock, draining } = options;
      const { signal } = createLinkedAbortController(context.signal, draining);
      const runs = runsOf(await options.storeOf(context));
      let latest: RunUpdate | undefined;
      for await (latest of runs.watch(id, Number(afterSequence), { signal, clock })) {
        yield encodeRunUpdate(latest);
      }
      const isOver = latest !== undefined && isFinalRun(latest.run.status);
      if (draining.aborted && !isOver) throw shuttingDown(latest);
    },

    async cancelRun({ id, reason, by }, context) {
      const event = { kind: "cancel", ...(reason !== "" && { reason }) } as const;
      return create(CancelRunResponseSchema, await tell(context, id, event, by));
    },

    async pauseRun({ id, by }, context) {
      return create(PauseRunResponseSchema, await tell(context, id, { kind: "pause" }, by));
    },

    async resumeRun({ id, by }, context) {
      return create(ResumeRunResponseSchema, await tell(context, id, { kind: "resume" }, by));
    },

    async signalRun({ id, name, payload, signalId, by }, context) {
      const value = decodeJson(payload, "payload");
      const how = { ...(signalId !== "" && { signalId }), ...(by !== "" && { by }) };
      const run = await call(context, (runs) => runs.signal(id, name, value, how));
      return create(SignalRunResponseSchema, { run: encodeRun(run) });
    },

    async createSignalLink({ id, name, text, answers, expiresIn }, context) {
      const { links, clock } = options;
      if (links === undefined) throw noSecret();
      const asked = answers.map(readAnswer);
      const expiresInMs = expiresIn === undefined ? DEFAULT_LINK_MS : decodeDuration(expiresIn);
      checkSignalLink(name, { text, answers: asked, expiresInMs });
      await call(context, (runs) => runs.checkSignal(id, name));
      const expiresAt = clock.now() + expiresInMs;
      const path = links.pathOf({
        ...{ runId: id, name, text: text === "" ? DEFAULT_TEXT : text, expiresAt },
        answers: asked.length === 0 ? [CONFIRM] : asked,
        nonce: randomBytes(NONCE_BYTES).toString("base64url"),
      });
      const time = encodeTimestamp(expiresAt, "expiresAt");
      return create(CreateSignalLinkResponseSchema, { path, expiresAt: time });
    },

    async rerunRun({ id, from, input, by }, context) {
      const event: ToldEvent = {
        kind: "rerun",
        from: from.length > 0 ? from : "FAILED",
        ...(input !== undefined && { input: decodeJson(input, "input") as Json }),
      };
      return create(RerunRunResponseSchema, await tell(context, id, event, by));
    },

    async retryStep({ id, step, mode, by }, context) {
      const how = decodeRetryMode(mode);
      const event = { kind: "retry", step, how } as const;
      return create(RetryStepResponseSchema, await tell(context, id, event, by));
    },

    async skipStep({ id, step, result, by }, context) {
      const event = { kind: "skip", step, result: decodeJson(result, "result") as Json } as const;
      return create(SkipStepResponseSchema, await tell(context, id, event, by));
    },

    async addSteps({ id, steps, by }, context) {
      const event = { kind: "add", steps: decodeJson(steps, "steps") as Steps } as const;
      return create(AddStepsResponseSchema, await tell(context, id, event, by));
    },

    async listRunEvents({ id, afterSequence, limit }, context) {
      const lines = limit === 0 ? undefined : limit;
      const history = (runs: Runs) => runs.history(id, Number(afterSequence), lines);
      return encodeRunLog(await call(context, history));
    },

    async getStepResult({ id, step, fromItem }, context) {
      return encodeStepResult(await call(context, (runs) => runs.stepResult(id, step, fromItem)));
    },

    async deleteRun({ id }, context) {
      await call(context, (runs) => runs.delete(id));
      return create(DeleteRunResponseSchema);
    },
  };
}

function shuttingDown(latest: RunUpdate | undefined): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `the server shuts down; connect again, to go on after sequence ${latest?.run.sequence ?? 0}`,
  );
}

function readDefinition(
  definition: Uint8Array,
): { readonly value: unknown } | { readonly violations: readonly FieldViolation[] } {
  const whole = (description: string) => ({ violations: [{ field: "definition", description }] });
  if (definition.length > MAX_BYTES) {
    return whole(`must have at most ${MAX_BYTES} bytes, but has ${definition.length}`);
  }
  try {
    return { value: JSON.parse(decoder.decode(definition)) };
  } catch (error) {
    return whole(`must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readAnswer(
  { label, payload }: { readonly label: string; readonly payload: Uint8Array },
  place: number,
): SignalAnswer {
  return { label, payload: decodeJson(payload, `answers[${place}].payload`) };
}

function noSecret(): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    "this server has no secret to sign links by: start it with --link-secret-file or MILLRACE_LINK_SECRET_FILE of millrace-server, or the option linkSecret of MillraceServer",
  );
}
