import {
  CALLBACK_RULES,
  DEFAULT_BACKOFF,
  encodeInert,
  JOB_DEFAULTS,
  type JobSpec,
  type JoinSpec,
  type PlannedChild,
  type PlannedGroup,
  type PlannedJob,
  type PlannedRunChange,
} from "@millrace/core";
import {
  bigintArray,
  booleanArray,
  bytesArray,
  integerArray,
  smallintArray,
  textArray,
} from "./binary-array.ts";
import type { Statement } from "./statement.ts";

/** Whether a job has a key or a group, or comes after a job, that another transaction may hold. */
export function mayWait({ spec }: PlannedJob): boolean {
  const { idempotencyKey, unique, join, groupId } = spec;
  return (
    idempotencyKey !== undefined ||
    unique !== undefined ||
    join !== undefined ||
    groupId !== undefined
  );
}

/**
 * The call of `enqueue_jobs`, or of a function with the same parameters, for jobs with these ids.
 * What is a default is left out, and so are the last parameters when no job has a unique key.
 */
export function enqueueStatement(
  schema: string,
  jobs: readonly PlannedJob[],
  ids: readonly string[],
  name: "enqueue_jobs" | "enqueue_keyed_jobs" | "fire_schedule" = "enqueue_jobs",
): Statement {
  const first = jobs[0]?.spec.type;
  const specs = jobs.map(({ spec }) => spec);
  const column = <Value>(of: (spec: JobSpec) => Value | undefined) => specs.map(of);
  const values = [
    textArray(ids),
    textArray(jobs.map(({ spec }, i) => (i > 0 && spec.type === first ? undefined : spec.type))),
    ...specArrays(specs),
    bytesArray(column(({ idempotencyKey }) => encodeText(idempotencyKey))),
    textArray(jobs.map(({ fingerprint }) => fingerprint)),
    bigintArray(column(({ expiresInMs }) => expiresInMs)),
  ];
  if (jobs.some(({ spec }) => spec.unique !== undefined)) {
    values.push(
      bytesArray(column(({ unique }) => encodeText(unique?.key))),
      textArray(column(({ unique }) => unique?.hold)),
      bigintArray(column(({ unique }) => unique?.ttlMs)),
      booleanArray(column(({ unique }) => unless(false, unique?.onConflict === "REPLACE"))),
      bigintArray(column(({ unique }) => unique?.maxWaitMs)),
    );
  }
  const parameters = values.map((_, i) => `$${i + 1}`);
  if (jobs.some(({ spec }) => spec.join !== undefined)) {
    values.push(textArray(column(({ join }) => join && encodeJoin(join))));
    parameters.push(`p_afters => $${values.length}`);
  }
  if (jobs.some(({ spec }) => spec.concurrencyKey !== undefined)) {
    values.push(bytesArray(column(({ concurrencyKey }) => encodeText(concurrencyKey))));
    parameters.push(`p_concurrency_keys => $${values.length}`);
  }
  if (jobs.some(({ spec }) => spec.groupId !== undefined)) {
    values.push(textArray(column(({ groupId }) => groupId)));
    parameters.push(`p_groups => $${values.length}`);
  }
  return { text: `SELECT * FROM ${schema}.${name}(${parameters.join(", ")})`, values };
}

/** The call of `complete_parent` for a change, in JSON, and the children that come with it. */
export function parentStatement(
  schema: string,
  change: string,
  children: readonly PlannedChild[],
): Statement {
  const specs = children.map(({ spec }) => spec);
  const values = [
    change,
    textArray(children.map(({ id }) => id)),
    textArray(specs.map(({ type }) => type)),
    ...specArrays(specs),
    bigintArray(specs.map(({ expiresInMs }) => expiresInMs)),
  ];
  const parameters = values.map((_, i) => `$${i + 1}`);
  return { text: `SELECT * FROM ${schema}.complete_parent(${parameters.join(", ")})`, values };
}

/** The call of `create_group` for a group with these ids, the first of which is its own. */
export function groupStatement(
  schema: string,
  { sealed, retentionMs, callbacks, jobs }: PlannedGroup,
  [groupId = "", ...ids]: readonly string[],
): Statement {
  const specs = [...callbacks.map(({ spec }) => spec), ...jobs];
  const callbackIds = callbacks.map(({ callback }, i) => [callback, ids[i]]);
  const values = [
    ...[groupId, sealed, retentionMs, JSON.stringify(Object.fromEntries(callbackIds))],
    textArray(callbacks.map(({ callback }) => CALLBACK_RULES[callback])),
    textArray(ids),
    textArray(specs.map(({ type }) => type)),
    ...specArrays(specs),
    bigintArray(specs.map(({ expiresInMs }) => expiresInMs)),
    textArray(specs.map((_, i) => (i < callbacks.length ? undefined : groupId))),
  ];
  const parameters = values.map((_, i) => `$${i + 1}`);
  return { text: `SELECT * FROM ${schema}.create_group(${parameters.join(", ")})`, values };
}

/** The call of `change_run`. What is a default is left out. */
export function runStatement(schema: string, change: PlannedRunChange): Statement {
  const { id, ifVersion, workflow, state, key, record, wakeAt, taken, forget = [] } = change;
  const { parts = [], tells = [], starts = [], jobs } = change;
  const values: unknown[] = [id, ifVersion, workflow, state, encodeText(key), record, wakeAt];
  const parameters = values.map((_, i) => `$${i + 1}`);
  const add = (names: readonly string[], some: readonly unknown[]) => {
    for (const [i, name] of names.entries()) {
      values.push(some[i]);
      parameters.push(`p_${name} => $${values.length}`);
    }
  };
  if (taken.length > 0) add(["taken"], [bigintArray(taken)]);
  if (forget.length > 0) add(["forgotten"], [textArray(forget)]);
  const owned = [
    ...parts.map((part) => ({ ...part, run: id })),
    ...starts.flatMap((start) => (start.parts ?? []).map((part) => ({ ...part, run: start.id }))),
  ];
  if (owned.length > 0) {
    add(
      ["part_runs", "part_names", "parts"],
      [
        textArray(owned.map(({ run }) => run)),
        textArray(owned.map(({ name }) => name)),
        bytesArray(owned.map(({ value }) => value)),
      ],
    );
  }
  if (tells.length > 0) {
    const texts = [tells.map((told) => told.id), tells.map(({ text }) => text)];
    add(["tell_ids", "tells"], texts.map(textArray));
  }
  if (starts.length > 0) {
    add(
      ["start_ids", "start_workflows", "start_states", "start_records"],
      [
        textArray(starts.map((start) => start.id)),
        textArray(starts.map((start) => start.workflow)),
        textArray(starts.map((start) => start.state)),
        textArray(starts.map((start) => start.record)),
      ],
    );
  }
  if (jobs.length > 0) {
    const specs = jobs.map(({ spec }) => spec);
    add(RUN_JOB_PARAMETERS, [
      textArray(jobs.map((job) => job.id)),
      textArray(specs.map(({ type }) => type)),
      ...specArrays(specs),
      bigintArray(specs.map(({ expiresInMs }) => expiresInMs)),
      bytesArray(specs.map(({ concurrencyKey }) => encodeText(concurrencyKey))),
    ]);
  }
  return { text: `SELECT * FROM ${schema}.change_run(${parameters.join(", ")})`, values };
}

const RUN_JOB_PARAMETERS = [
  ...["ids", "types", "payloads", "priorities", "max_attempts", "delays_ms", "run_ats"],
  ...["retentions_ms", "at_most_once", "backoffs", "inert", "expires_in_ms", "concurrency_keys"],
];

/** From payloads to what is inert, a value for each job. */
function specArrays(specs: readonly JobSpec[]) {
  const column = <Value>(of: (spec: JobSpec) => Value | undefined) => specs.map(of);
  return [
    bytesArray(column(({ payload }) => (payload.length === 0 ? undefined : payload))),
    smallintArray(column(({ priority }) => unless(JOB_DEFAULTS.priority, priority))),
    integerArray(column(({ maxAttempts }) => unless(JOB_DEFAULTS.maxAttempts, maxAttempts))),
    bigintArray(column(({ delayMs }) => unless(0, delayMs))),
    bigintArray(column(({ runAt }) => runAt)),
    bigintArray(column(({ retentionMs }) => unless(JOB_DEFAULTS.retentionMs, retentionMs))),
    booleanArray(column(({ delivery }) => unless(false, delivery === "AT_MOST_ONCE"))),
    textArray(column(({ backoff }) => encodeBackoff(backoff))),
    textArray(column(encodeInert)),
  ];
}

function encodeJoin({ rule, delayMs, jobIds }: JoinSpec): string {
  return `${rule} ${delayMs ?? ""} ${jobIds.join(" ")}`;
}

function unless<Value>(initial: Value, value: Value): Value | undefined {
  return value === initial ? undefined : value;
}

export function encodeBackoff(backoff: JobSpec["backoff"]): string | undefined {
  if (backoff === DEFAULT_BACKOFF) return undefined;
  const { initialMs, multiplier, maxMs, jitter } = backoff;
  return JSON.stringify({ initialMs, multiplier, maxMs, jitter });
}

export function encodeText(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}
