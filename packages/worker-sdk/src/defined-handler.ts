import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { AttemptContext, Handler } from "./handler.ts";
import type { HandlerJob } from "./handler-job.ts";
import { PermanentError } from "./outcome-signals.ts";

/**
 * A handler that gets its payload as JSON checked by a schema: of zod, valibot, arktype or any other
 * library that keeps Standard Schema (https://standardschema.dev). A payload that breaks the schema
 * fails for good.
 */
export function typed<Schema extends StandardSchemaV1>(
  schema: Schema,
  handler: (
    payload: StandardSchemaV1.InferOutput<Schema>,
    job: HandlerJob,
    context: AttemptContext,
  ) => unknown,
): Handler {
  return async (job, context) => {
    const result = await schema["~standard"].validate(job.json());
    if (result.issues === undefined) return handler(result.value, job, context);
    const problems = result.issues.map(({ path, message }) =>
      path === undefined || path.length === 0 ? message : `${pathOf(path)}: ${message}`,
    );
    throw new PermanentError(
      `the payload of job ${job.id} does not fit its schema: ${problems.join("; ")}`,
    );
  };
}

function pathOf(path: NonNullable<StandardSchemaV1.Issue["path"]>): string {
  return path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
}
