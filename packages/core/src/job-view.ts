import { type BasicJob, isBasic, PREVIEW_BYTES } from "./basic-job.ts";
import type { EpochMs } from "./clock.ts";
import { encodeBase64 } from "./encode-base64.ts";
import { type AttemptError, JOB_FIELD_NAMES, JOB_FIELDS, type Job, type LogLine } from "./job.ts";
import { MillraceError } from "./millrace-error.ts";

/** The fields of a job that are points in time. */
type JobTime = {
  [Field in keyof Job]-?: (typeof JOB_FIELDS)[Field]["kind"] extends "time" ? Field : never;
}[keyof Job];

type Times = { readonly [Field in keyof Pick<Job, JobTime>]: string };

/** A job as JSON has it. Points in time are ISO 8601; lengths of time stay milliseconds. */
export interface JobJson
  extends Omit<Job, JobTime | "payload" | "result" | "errors" | "log">,
    Times {
  /** Of a job that was read by the view `BASIC`, in place of the payload: how many bytes that has. */
  readonly payloadBytes?: number;
  /** Of such a job: the first bytes of the payload as text. */
  readonly payloadPreview?: string;
  /** Of such a job: how many bytes the result has, when there is one. */
  readonly resultBytes?: number;
  /** The payload's value, when its bytes are JSON. */
  readonly payload?: unknown;
  /** The payload's bytes, when there are any and they are no JSON. */
  readonly payloadBase64?: string;
  /** The result's value, when its bytes are JSON. */
  readonly result?: unknown;
  /** The result's bytes, when there are any and they are no JSON. */
  readonly resultBase64?: string;
  readonly errors: readonly (Omit<AttemptError, "at"> & { readonly at: string })[];
  readonly log?: readonly (Omit<LogLine, "at"> & { readonly at: string })[];
}

/** Where a view has its job: any copy of this package finds it, and what compares views sees it. */
const JOB: unique symbol = Symbol.for("millrace.JobView.job") as never;

/**
 * A job with readers of its payload and its result. It has every field of the job, and can be taken
 * apart (`({ id, json }) => ...`); to spread it or keep it, take {@link toObject}.
 *
 * When the job was read by the view `BASIC`, as listings do unless they are asked for `FULL`, whatever
 * needs its payload or its result throws MillraceError `FAILED_PRECONDITION`.
 */
export interface JobView extends Job {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the getters below give every field of a job.
export class JobView {
  private readonly [JOB]: Job;

  static {
    // Getters, because copies of the fields cost a short attempt a twentieth of all that it takes.
    for (const field of JOB_FIELD_NAMES) {
      if (field === "payload" || field === "result") continue;
      Object.defineProperty(JobView.prototype, field, {
        get(this: JobView) {
          return this[JOB]?.[field];
        },
      });
    }
    Object.defineProperty(JobView.prototype, "payload" satisfies keyof Job, {
      get(this: JobView) {
        const job = this[JOB];
        if (job?.payload.length === 0 && isBasic(job)) throw leftOut(job, "payload");
        return job?.payload;
      },
    });
    Object.defineProperty(JobView.prototype, "result" satisfies keyof Job, {
      get(this: JobView) {
        const job = this[JOB];
        if (job && isBasic(job) && job.resultBytes !== undefined) throw leftOut(job, "result");
        return job?.result;
      },
    });
  }

  constructor(job: Job) {
    this[JOB] = (job as Job & { readonly [JOB]?: Job })[JOB] ?? job;
  }

  /** How many bytes the payload has, by every view. */
  get payloadBytes(): number {
    const job = this[JOB];
    return isBasic(job) ? job.payloadBytes : job.payload.length;
  }

  /** The first 256 bytes of the payload, by every view. */
  get payloadPreview(): Uint8Array {
    const job = this[JOB];
    return isBasic(job) ? job.payloadPreview : job.payload.subarray(0, PREVIEW_BYTES);
  }

  /** How many bytes the result has, by every view; `undefined` when there is none. */
  get resultBytes(): number | undefined {
    const job = this[JOB];
    return isBasic(job) ? job.resultBytes : job.result?.length;
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

function leftOut({ id }: BasicJob, field: "payload" | "result"): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `job ${id} came without its ${field}: it was read by the view BASIC; get it by its id, or list with { view: "FULL" }`,
  );
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

function jobJson(job: Job): JobJson {
  if (!isBasic(job)) return fullJson(job);
  const { payloadBytes, payloadPreview, resultBytes, ...rest }: BasicJob = job;
  return {
    ...fullJson(rest),
    payloadBytes,
    payloadPreview: decoder.decode(payloadPreview),
    ...(resultBytes !== undefined && { resultBytes }),
  };
}

function fullJson({ payload, result, errors, log, ...job }: Job): JobJson {
  const fields = Object.entries(job).map(([name, value]) => [
    name,
    JOB_FIELDS[name as keyof typeof job].kind === "time" ? isoTime(value as EpochMs) : value,
  ]);
  return {
    ...(Object.fromEntries(fields) as Omit<Job, "payload" | "result" | "errors" | "log" | JobTime> &
      Times),
    ...valueOrBase64("payload", payload),
    ...valueOrBase64("result", result),
    errors: errors.map((error) => ({ ...error, at: isoTime(error.at) })),
    ...(log && { log: log.map((line) => ({ ...line, at: isoTime(line.at) })) }),
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
    return { [`${name}Base64`]: encodeBase64(bytes) };
  }
}
