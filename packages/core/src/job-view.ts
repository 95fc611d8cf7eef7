import type { EpochMs } from "./clock.ts";
import { type AttemptError, JOB_FIELD_NAMES, JOB_FIELDS, type Job } from "./job.ts";
import { MillraceError } from "./millrace-error.ts";

/** The fields of a job that are points in time. */
type JobTime = {
  [Field in keyof Job]-?: (typeof JOB_FIELDS)[Field]["kind"] extends "time" ? Field : never;
}[keyof Job];

type Times = { readonly [Field in keyof Pick<Job, JobTime>]: string };

/** A job as JSON has it. Points in time are ISO 8601; lengths of time stay milliseconds. */
export interface JobJson extends Omit<Job, JobTime | "payload" | "result" | "errors">, Times {
  /** The payload's value, when its bytes are JSON. */
  readonly payload?: unknown;
  /** The payload's bytes, when there are any and they are no JSON. */
  readonly payloadBase64?: string;
  /** The result's value, when its bytes are JSON. */
  readonly result?: unknown;
  /** The result's bytes, when there are any and they are no JSON. */
  readonly resultBase64?: string;
  readonly errors: readonly (Omit<AttemptError, "at"> & { readonly at: string })[];
}

/** Where a view has its job: any copy of this package finds it, and what compares views sees it. */
const JOB: unique symbol = Symbol.for("millrace.JobView.job") as never;

/**
 * A job with readers of its payload and its result. It has every field of the job, and can be taken
 * apart (`({ id, json }) => ...`); to spread it or keep it, take {@link toObject}.
 */
export interface JobView extends Job {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the getters below give every field of a job.
export class JobView {
  private readonly [JOB]: Job;

  static {
    // Getters, because copies of the fields cost a short attempt a twentieth of all that it takes.
    for (const field of JOB_FIELD_NAMES) {
      Object.defineProperty(JobView.prototype, field, {
        get(this: JobView) {
          return this[JOB]?.[field];
        },
      });
    }
  }

  constructor(job: Job) {
    this[JOB] = (job as Job & { readonly [JOB]?: Job })[JOB] ?? job;
  }

  /** The job as a plain object, as it was read. */
  toObject(): Job {
    return { ...this[JOB] };
  }

  /** What Node prints of it. */
  [Symbol.for("nodejs.util.inspect.custom")](): Job {
    return this[JOB];
  }

  // Getters of functions instead of methods, so that they work without the job before them.

  /** The payload as text in UTF-8. */
  get text(): () => string {
    return () => decoder.decode(this.payload);
  }

  /**
   * The payload as JSON.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when it is not JSON.
   */
  get json(): <Value>() => Value {
    return <Value>() => parse<Value>(this.id, "payload", this.payload);
  }

  /**
   * The result as JSON; `undefined` when there is none, because the handler returned nothing or the job
   * has not completed.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when it is not JSON.
   */
  get resultJson(): <Value>() => Value | undefined {
    return <Value>() =>
      this.result === undefined ? undefined : parse<Value>(this.id, "result", this.result);
  }

  /** What `JSON.stringify`, `Response.json` and the like make of it: {@link JobJson}. */
  get toJSON(): () => JobJson {
    return () => jobJson(this[JOB]);
  }
}

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true });

function parse<Value>(id: string, field: "payload" | "result", bytes: Uint8Array): Value {
  try {
    return JSON.parse(decoder.decode(bytes)) as Value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MillraceError(
      "INVALID_ARGUMENT",
      `the ${field} of job ${id} is not JSON: ${reason}`,
      {
        violations: [{ field, description: `is not JSON: ${reason}` }],
      },
    );
  }
}

function jobJson({ payload, result, errors, ...job }: Job): JobJson {
  const fields = Object.entries(job).map(([name, value]) => [
    name,
    JOB_FIELDS[name as keyof typeof job].kind === "time" ? isoTime(value as EpochMs) : value,
  ]);
  return {
    ...(Object.fromEntries(fields) as Omit<Job, "payload" | "result" | "errors" | JobTime> & Times),
    ...valueOrBase64("payload", payload),
    ...valueOrBase64("result", result),
    errors: errors.map((error) => ({ ...error, at: isoTime(error.at) })),
  };
}

function isoTime(time: EpochMs): string {
  return new Date(time).toISOString();
}

/** Under two names, because a text that is JSON could not be told from base64 under one. */
function valueOrBase64(name: string, bytes: Uint8Array | undefined): Record<string, unknown> {
  if (bytes === undefined || bytes.length === 0) return {};
  try {
    return { [name]: JSON.parse(strictDecoder.decode(bytes)) };
  } catch {
    return { [`${name}Base64`]: base64(bytes) };
  }
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
