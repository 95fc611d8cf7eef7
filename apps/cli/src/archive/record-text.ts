import {
  type ArchivedJob,
  type ArchivedRun,
  archivedGroupFault,
  archivedJobFault,
  archivedRunFault,
  DEFAULT_LIMITS,
  type Group,
  type Job,
  MillraceError,
  type RunNews,
} from "@millrace/core";
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  type EndRecord,
  type HeaderRecord,
  RECORD_KINDS,
  type RecordKind,
  type StoreRecord,
} from "./archive-records.ts";

type Json = Readonly<Record<string, unknown>>;

/** A record as a line of a file, without the end of the line. */
export function recordText(record: StoreRecord | HeaderRecord | EndRecord): string {
  switch (record.kind) {
    case "job": {
      const { payload, result, ...job } = record.job.job;
      const bytes = { ...bytesJson("payload", payload), ...bytesJson("result", result) };
      return JSON.stringify({ kind: "job", ...job, ...bytes, standing: record.job.standing });
    }
    case "group":
      return JSON.stringify({ kind: "group", ...record.group });
    case "run": {
      const { stored, key, wakeAt, parts, news } = record.run;
      const texts = [...parts].map(([name, value]) => [name, base64(value)]);
      return JSON.stringify({
        ...{ kind: "run", ...stored, key, wakeAt, parts: Object.fromEntries(texts) },
        news: news.map(newsJson),
      });
    }
    default:
      return JSON.stringify(record);
  }
}

/**
 * The record of a line.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names the fields at fault.
 */
export function readRecord(text: string): StoreRecord | HeaderRecord | EndRecord {
  const { kind, ...fields } = readObject(text);
  if (kind === "header") return readHeader(fields);
  if (kind === "end") return { kind, records: Number(fields["records"]) };
  if (!RECORD_KINDS.includes(kind as RecordKind)) {
    throw invalid(
      "kind",
      `must be one of ${RECORD_KINDS.join(", ")}, but is ${JSON.stringify(kind)}`,
    );
  }
  return READERS[kind as RecordKind](fields);
}

const READERS: { readonly [Kind in RecordKind]: (fields: Json) => StoreRecord } = {
  job: (fields) => {
    const { standing, payload, payloadBase64, result, resultBase64, ...rest } = fields;
    if (!isPlainObject(standing)) throw invalid("standing", "must be an object");
    const job = {
      ...rest,
      payload: readBytes("payload", payload, payloadBase64),
      ...((result !== undefined || resultBase64 !== undefined) && {
        result: readBytes("result", result, resultBase64),
      }),
    } as unknown as Job;
    const archived = { job, standing: standing as unknown as ArchivedJob["standing"] };
    throwFault(archivedJobFault(archived, UNLIMITED));
    return { kind: "job", job: archived };
  },
  group: (fields) => {
    const group = fields as unknown as Group;
    throwFault(archivedGroupFault(group));
    return { kind: "group", group };
  },
  run: (fields) => {
    const { key, wakeAt, parts, news, ...stored } = fields;
    if (!isPlainObject(parts)) throw invalid("parts", "must be an object");
    if (!Array.isArray(news)) throw invalid("news", "must be an array");
    const values = Object.entries(parts as Json).map(
      ([name, value]) => [name, readBytes(`parts.${name}`, undefined, value)] as const,
    );
    const run = {
      stored,
      ...(key !== undefined && { key }),
      ...(wakeAt !== undefined && { wakeAt }),
      parts: new Map(values),
      news: news.map(readNews),
    } as unknown as ArchivedRun;
    throwFault(archivedRunFault(run));
    return { kind: "run", run };
  },
  queue: (fields) => {
    requireTexts(fields, "type");
    return { kind: "queue", ...fields } as unknown as StoreRecord;
  },
  key: (fields) => {
    requireTexts(fields, "type", "key");
    return { kind: "key", ...fields } as unknown as StoreRecord;
  },
  workflow: (fields) => {
    requireTexts(fields, "name", "definition");
    readObject(fields["definition"] as string, "definition");
    return { kind: "workflow", ...fields } as unknown as StoreRecord;
  },
  schedule: (fields) => {
    requireTexts(fields, "name", "record");
    readObject(fields["record"] as string, "record");
    if (!Array.isArray(fields["firings"])) throw invalid("firings", "must be an array");
    return { kind: "schedule", ...fields } as unknown as StoreRecord;
  },
};

/** The store says what is too large for it. */
export const UNLIMITED = {
  ...DEFAULT_LIMITS,
  payloadBytes: Number.MAX_SAFE_INTEGER,
  resultBytes: Number.MAX_SAFE_INTEGER,
};

function readHeader(fields: Json): HeaderRecord {
  const { format, version } = fields;
  if (format !== ARCHIVE_FORMAT) throw invalid("format", `must be ${ARCHIVE_FORMAT}`);
  if (version !== ARCHIVE_VERSION) {
    throw invalid(
      "version",
      `is ${JSON.stringify(version)}, and this program reads ${ARCHIVE_VERSION}; import it by the version of millrace that has written it`,
    );
  }
  return { kind: "header", ...fields } as unknown as HeaderRecord;
}

/** A run that is told of a job has what that has returned. */
function newsJson(news: RunNews): object {
  if (news.kind === "told") return news;
  const { result, ...rest } = news;
  return result === undefined ? rest : { ...rest, resultBase64: base64(result) };
}

function readNews(news: unknown): unknown {
  if (!isPlainObject(news)) throw invalid("news", "must be an array of objects");
  const { resultBase64, ...rest } = news as Json;
  if (resultBase64 === undefined) return rest;
  return { ...rest, result: readBytes("news.result", undefined, resultBase64) };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text, so that people can read them, or in base64 where they are none. */
function bytesJson(name: string, bytes: Uint8Array | undefined): object {
  if (bytes === undefined) return {};
  try {
    return { [name]: decoder.decode(bytes) };
  } catch {
    return { [`${name}Base64`]: base64(bytes) };
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function readBytes(name: string, text: unknown, encoded: unknown): Uint8Array {
  if (typeof text === "string") return new Uint8Array(Buffer.from(text));
  if (typeof encoded === "string") return new Uint8Array(Buffer.from(encoded, "base64"));
  throw invalid(name, `must be a text, or ${name}Base64 must`);
}

function readObject(text: string, field = "line"): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(field, `is no JSON: ${(error as Error).message}`);
  }
  if (!isPlainObject(value)) throw invalid(field, "must be an object");
  return value as Json;
}

function requireTexts(fields: Json, ...names: readonly string[]): void {
  for (const name of names) {
    if (typeof fields[name] !== "string") throw invalid(name, "must be a text");
  }
}

function throwFault(fault: MillraceError | undefined): void {
  if (fault !== undefined) throw fault;
}

function invalid(field: string, description: string): MillraceError {
  return new MillraceError("INVALID_ARGUMENT", `${field} ${description}`, {
    violations: [{ field, description }],
  });
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
