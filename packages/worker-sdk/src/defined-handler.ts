import { fitPayload, type Job, type JobDefinition } from "@millrace/core";
import type { AttemptContext, Handler, Handlers } from "./handler.ts";
import { HandlerJob } from "./handler-job.ts";
import { PermanentError } from "./outcome-signals.ts";

/** A job of a definition, as its handler gets it. */
export class DefinedJob<Data> extends HandlerJob {
  /** The payload as the schema makes it. */
  readonly data: Data;

  constructor(job: Job, data: Data) {
    super(job);
    this.data = data;
  }
}

/** A handler of the jobs of a definition, whose payload lies in `job.data`. */
export type DefinedHandler<Data> = (job: DefinedJob<Data>, context: AttemptContext) => unknown;

/**
 * Has a worker run the jobs of a definition: `new Worker(handle(email, sendEmail))`, or, of several,
 * `new Worker({ ...handle(email, sendEmail), ...handle(sms, sendSms) })`. A payload that does not fit
 * the definition's schema fails for good.
 */
export function handle<Data>(
  definition: JobDefinition<unknown, Data>,
  handler: DefinedHandler<Data>,
): Handlers {
  return { [definition.type]: definedHandler(definition, handler) };
}

function definedHandler<Data>(
  definition: JobDefinition<unknown, Data>,
  handler: DefinedHandler<Data>,
): Handler {
  return async (job, context) => {
    const fitted = await fitPayload(definition, job.json(), `cannot run job ${job.id}`);
    if ("error" in fitted) throw new PermanentError(fitted.error.message);
    return handler(new DefinedJob(job, fitted.value), context);
  };
}
