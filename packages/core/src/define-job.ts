import { accessTo } from "./encode-value.ts";
import { FieldCheck, shown } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import type { MillraceError } from "./millrace-error.ts";
import type { StandardSchema, StandardSchemaResult } from "./standard-schema.ts";

/** A type of job and the schema of its payload; made by {@link defineJob}. */
export interface JobDefinition<Input = unknown, Output = Input> {
  /** Names the queue and the handler. */
  readonly type: string;
  readonly schema: StandardSchema<Input, Output>;
}

/**
 * Defines a type of job by the schema of its payload: of zod, valibot, arktype or any other library
 * that keeps Standard Schema (https://standardschema.dev). Producers and workers share it, and give
 * it wherever the name of a type would do: `client.enqueue(email, payload)` takes what the schema
 * takes, `new Worker(email, handler)` hands on what the schema makes of it.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the type is no name, or the schema is none.
 */
export function defineJob<Input, Output>(
  type: string,
  schema: StandardSchema<Input, Output>,
): JobDefinition<Input, Output> {
  const check = new FieldCheck();
  checkType(check, "type", type);
  if (typeof schema?.["~standard"]?.validate !== "function") {
    const rule = "must be a schema that keeps Standard Schema, such as one of zod or valibot";
    check.invalid("schema", `${rule}, but is ${shown(schema)}`);
  }
  check.throwIfInvalid("cannot define a job");
  return { type, schema };
}

/**
 * What the schema of `definition` makes of `value`, a payload as JSON has it; or the error that names
 * every issue. Answers at once where the schema does.
 *
 * @param what what cannot be done with a payload that does not fit, for example "cannot enqueue".
 */
export function fitPayload<Output>(
  { schema }: JobDefinition<unknown, Output>,
  value: unknown,
  what: string,
): FittedPayload<Output> | Promise<FittedPayload<Output>> {
  const result = schema["~standard"].validate(value);
  return "then" in result ? result.then((settled) => fitted(settled, what)) : fitted(result, what);
}

/** A payload that fits its schema, as that makes it; or the reason why it does not. */
export type FittedPayload<Output> = { readonly value: Output } | { readonly error: MillraceError };

function fitted<Output>(result: StandardSchemaResult<Output>, what: string): FittedPayload<Output> {
  if (result.issues === undefined) return { value: result.value };
  const check = new FieldCheck();
  for (const { path = [], message } of result.issues) {
    const steps = path.map((step) => accessTo(typeof step === "object" ? step.key : step));
    check.invalid(`payload${steps.join("")}`, `does not fit the schema: ${message}`);
  }
  if (result.issues.length === 0) check.invalid("payload", "does not fit the schema");
  return { error: check.error(what) as MillraceError };
}
