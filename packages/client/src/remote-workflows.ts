import { MillraceError, newJobId, type Run } from "@millrace/core";
import {
  decodeRun,
  decodeRunLog,
  decodeRunPage,
  decodeRunUpdate,
  decodeWorkflowPage,
  decodeWorkflowVersion,
  encodeJson,
  encodeRunQuery,
  encodeStartRun,
  required,
} from "@millrace/protocol";
import { WorkflowService } from "@millrace/protocol/services";
import type { CallUntilClosed } from "./client-schedules.ts";
import { ClientWorkflows } from "./client-workflows.ts";
import type { Connection } from "./connection.ts";
import { remoteStepResult } from "./remote-step-result.ts";

const rpc = WorkflowService.method;
/** The numbers of `RetryMode`, an enum that nothing else here needs. */
const RETRY_MODES = { RESUME: 1, RESTART: 2 } as const;

/** Workflows behind a server, over `WorkflowService`. */
export function remoteWorkflows(connection: Connection, call: CallUntilClosed): ClientWorkflows {
  return new ClientWorkflows(call, {
    async validate(value) {
      const text = jsonText(value);
      if ("reason" in text) return [{ field: "definition", description: text.reason }];
      const { violations } = await connection.call(rpc.validateWorkflow, text);
      return violations.map(({ field, description }) => ({ field, description }));
    },
    async put(value) {
      const text = jsonText(value);
      if ("reason" in text) {
        const violations = [{ field: "definition", description: text.reason }];
        throw new MillraceError("INVALID_ARGUMENT", `definition ${text.reason}`, { violations });
      }
      const { name, version, created } = await connection.call(rpc.putWorkflow, text);
      return { name, version, created };
    },
    async get(name, version) {
      const { workflow } = await connection.call(rpc.getWorkflow, { name, version });
      return decodeWorkflowVersion(required(workflow, "the workflow"));
    },
    async list({ pageSize = 0, pageToken = "" }) {
      return decodeWorkflowPage(await connection.call(rpc.listWorkflows, { pageSize, pageToken }));
    },
    async start(name, options) {
      const answer = await connection.call(rpc.startRun, encodeStartRun(name, options));
      return { run: runOf(answer), created: answer.created };
    },
    async getRun(id, withSteps) {
      return runOf(await connection.call(rpc.getRun, { id, withSteps }));
    },
    async listRuns(query) {
      return decodeRunPage(await connection.call(rpc.listRuns, encodeRunQuery(query)));
    },
    async *watch(id, afterSequence, signal) {
      connection.checkOpen();
      const request = { id, afterSequence: BigInt(afterSequence) };
      try {
        const linked = connection.linkSignal(signal);
        for await (const update of await connection.stream(rpc.watchRun, request, linked)) {
          yield decodeRunUpdate(update);
        }
      } catch (error) {
        throw connection.decodeError(error);
      }
    },
    async cancel(id, { reason = "", by = "" }) {
      return runOf(await connection.call(rpc.cancelRun, { id, reason, by }));
    },
    async pause(id, { by = "" }) {
      return runOf(await connection.call(rpc.pauseRun, { id, by }));
    },
    async resume(id, { by = "" }) {
      return runOf(await connection.call(rpc.resumeRun, { id, by }));
    },
    // A page over plain HTTP has no random UUIDs.
    async signal(id, name, value, { signalId = newJobId(0), by = "" }) {
      // Of an id that is known here, so that a call which is tried again means the same signal.
      const payload = encodeJson(value);
      return runOf(await connection.call(rpc.signalRun, { id, name, payload, signalId, by }));
    },
    async signalLink(...args) {
      const { remoteSignalLink } = await import("./remote-signal-link.ts");
      return remoteSignalLink(connection, ...args);
    },
    async rerun(id, { from = "FAILED", input, by = "" }) {
      const steps = from === "FAILED" ? [] : [...from];
      const json = input === undefined ? undefined : encodeJson(input);
      return runOf(await connection.call(rpc.rerunRun, { id, from: steps, input: json, by }));
    },
    async retryStep(id, step, { mode = "RESUME", by = "" }) {
      const request = { id, step, mode: RETRY_MODES[mode], by };
      return runOf(await connection.call(rpc.retryStep, request));
    },
    async skipStep(id, step, result, { by = "" }) {
      const request = { id, step, result: encodeJson(result), by };
      return runOf(await connection.call(rpc.skipStep, request));
    },
    async addSteps(id, steps, { by = "" }) {
      return runOf(await connection.call(rpc.addSteps, { id, steps: encodeJson(steps), by }));
    },
    async history(id, afterSequence, limit = 0) {
      const request = { id, afterSequence: BigInt(afterSequence), limit };
      return decodeRunLog(await connection.call(rpc.listRunEvents, request));
    },
    async stepResult(id, step, fromItem) {
      return remoteStepResult(connection, { id, step, fromItem });
    },
    async delete(id) {
      await connection.call(rpc.deleteRun, { id });
    },
  });
}

function runOf({ run }: { readonly run?: Parameters<typeof decodeRun>[0] | undefined }): Run {
  return decodeRun(required(run, "the run"));
}

function jsonText(
  value: unknown,
): { readonly definition: Uint8Array } | { readonly reason: string } {
  try {
    return { definition: encodeJson(value ?? null) };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { reason: `must be JSON: ${reason}` };
  }
}
