import { type DescField, type DescMessage, type DescMethod, ScalarType } from "@bufbuild/protobuf";
import { type RestBinding, restBindings } from "@millrace/protocol";
import { EXAMPLES } from "./examples.ts";
import { commentOf, type Schema, SchemaWriter } from "./json-schema.ts";
import { ownServices, readImage } from "./read-image.ts";

/** An operation of OpenAPI. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly Schema[];
  readonly requestBody?: Schema;
  readonly responses: Readonly<Record<string, Schema>>;
}

/** A document of OpenAPI 3.1. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Schema;
  readonly servers: readonly Schema[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

const DESCRIPTION = `The REST of a Millrace server. Its JSON is that of protobuf: names in lowerCamelCase (both spellings are taken), 64-bit numbers as strings, times as \`2030-01-31T09:00:00Z\`, durations as \`3.5s\`, enums by their names, whose prefix a request may leave out.

A type or an id with a colon may be written as it is, or with \`%3A\`; what follows the last colon is a verb only where the path has that verb.

Errors are problems of RFC 9457, with the fields at fault.`;

/** The document of what the protos below `root` say that REST serves. */
export function openApiDocument(root: string): OpenApiDocument {
  const services = ownServices(readImage(root));
  const methods = services.flatMap(({ methods }) => methods);
  const asked = reachable(methods.map(({ input }) => input));
  const writer = new SchemaWriter((desc) => !asked.has(desc.typeName));
  const paths: Record<string, Record<string, Operation>> = {};
  const bindings = restBindings(methods);
  for (const binding of bindings) {
    paths[binding.path] ??= {};
    const operations = paths[binding.path] as Record<string, Operation>;
    operations[binding.httpMethod.toLowerCase()] = operationOf(binding, writer);
  }
  const served = services.filter((service) =>
    bindings.some(({ method }) => method.parent === service),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Millrace",
      version: "v1",
      summary: "A distributed job queue.",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This server." }],
    tags: served.map((service) => ({
      name: service.name,
      ...(commentOf(service) && { description: commentOf(service) as string }),
    })),
    paths,
    components: {
      parameters: PARAMETERS,
      responses: RESPONSES,
      schemas: { ...writer.schemas, Problem: PROBLEM },
    },
  };
}

/** The names of `messages` and of all in them. */
function reachable(
  messages: readonly DescMessage[],
  seen = new Set<string>(),
): ReadonlySet<string> {
  for (const message of messages) {
    if (seen.has(message.typeName)) continue;
    seen.add(message.typeName);
    const inner = message.fields.flatMap((field) => (field.message ? [field.message] : []));
    reachable(inner, seen);
  }
  return seen;
}

function operationOf(binding: RestBinding, writer: SchemaWriter): Operation {
  const { method, path, listed, query } = binding;
  const id = operationId(binding);
  const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const comment = commentOf(method) ?? "";
  const [summary = "", ...more] = comment.split("\n\n");
  const bound = new Set([...variables, ...(listed === undefined ? [] : [listed.field])]);
  const example = EXAMPLES[id];
  return {
    operationId: id,
    tags: [method.parent.name],
    summary: firstSentence(summary),
    description: [summary, ...more].join("\n\n"),
    parameters: [
      ...variables.map((name) => pathParameter(binding, name, writer)),
      ...query.map((field) => queryParameter(field, writer)),
      ...headerParameters(method),
      parameterReference("Timeout"),
      parameterReference("RequestId"),
      ...(holdsBytes(method.output) ? [parameterReference("PayloadForm")] : []),
    ],
    ...requestBody(binding, bound, example, writer),
    responses: responsesOf(method, writer),
  };
}

/** One method can have several ways. */
function operationId({ method, listed, body }: RestBinding): string {
  if (listed !== undefined) return `${method.name}FromQueue`;
  if (typeof body === "string") return method.name;
  return `${method.name}As${body.name.charAt(0).toUpperCase()}${body.name.slice(1)}`;
}

function requestBody(
  { method, body }: RestBinding,
  bound: ReadonlySet<string>,
  example: unknown,
  writer: SchemaWriter,
): Pick<Operation, "requestBody"> {
  if (body === "none") return {};
  const whole = writer.object(method.input, bound);
  const schema =
    body !== "all"
      ? writer.reference(body.message)
      : bound.size === 0
        ? writer.reference(method.input)
        : whole;
  const content = { schema, ...(example !== undefined && { example }) };
  return {
    requestBody: {
      required: body === "all" && whole["required"] !== undefined,
      content: { "application/json": content },
    },
  };
}

function firstSentence(text: string): string {
  return (/^.*?[.:](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/[.:]$/, "");
}

function pathParameter(
  { method, listed }: RestBinding,
  name: string,
  writer: SchemaWriter,
): Schema {
  const fieldName = listed?.variable === name ? listed.field : name;
  const field = method.input.fields.find((field) => field.name === fieldName) as DescField;
  const schema = writer.field(field);
  const { description, ...value } =
    listed?.variable === name ? (schema["items"] as Schema) : schema;
  return {
    name,
    in: "path",
    required: true,
    ...(description !== undefined && { description }),
    schema: value,
  };
}

function queryParameter(field: DescField, writer: SchemaWriter): Schema {
  const { description, ...schema } = writer.field(field);
  const isMap = field.fieldKind === "map";
  return {
    name: field.jsonName,
    in: "query",
    ...(description !== undefined && {
      description: isMap ? `${description} As \`${field.jsonName}[key]=value\`.` : description,
    }),
    ...(isMap && { style: "deepObject", explode: true }),
    schema,
  };
}

/** Whether the method changes a job only at the sequence number that was read, by `If-Match`. */
function heedsIfMatch({ input }: DescMethod): boolean {
  return input.fields.some(({ name }) => name === "if_sequence");
}

function headerParameters(method: DescMethod): Schema[] {
  if (heedsIfMatch(method)) return [parameterReference("IfMatch")];
  switch (method.name) {
    case "Enqueue":
      return [parameterReference("IdempotencyKey")];
    case "GetJob":
      return [parameterReference("IfNoneMatch")];
    case "WatchJob":
    case "WatchRun":
      return [parameterReference("LastEventId")];
    default:
      return [];
  }
}

function holdsBytes(message: DescMessage): boolean {
  return message.fields.some(
    ({ message: inner, scalar, fieldKind }) =>
      (fieldKind === "scalar" && scalar === ScalarType.BYTES) ||
      (inner !== undefined && holdsBytes(inner)),
  );
}

function responsesOf(method: DescMethod, writer: SchemaWriter): Record<string, Schema> {
  const problems = {
    ...(heedsIfMatch(method) && { 412: { $ref: "#/components/responses/Changed" } }),
    default: { $ref: "#/components/responses/Problem" },
  };
  if (method.name === "DeleteJob") {
    return { 204: { description: "The job is forgotten." }, ...problems };
  }
  const schema = writer.reference(method.output);
  const json = { "application/json": { schema } };
  switch (method.name) {
    case "Enqueue":
      return {
        200: {
          description:
            "The idempotency key, or the unique key, led to a job that was there before.",
          headers: { Location: LOCATION, "Idempotent-Replayed": REPLAYED },
          content: json,
        },
        201: { description: "The job.", headers: { Location: LOCATION }, content: json },
        422: { $ref: "#/components/responses/KeyTaken" },
        ...problems,
      };
    case "GetJob":
      return {
        200: { description: "The job.", headers: { ETag: ETAG }, content: json },
        304: { description: "The job is as the caller has it." },
        ...problems,
      };
    case "CancelJob":
    case "RetryJob":
    case "UpdateJob":
      return {
        200: {
          description: "The job as it is now.",
          headers: { ETag: ETAG, "Content-Location": LOCATION },
          content: json,
        },
        ...problems,
      };
    case "RetryJobs":
    case "CancelJobs":
    case "DeleteJobs":
    case "PurgeQueue":
      return {
        202: {
          description: "The operation, which goes on, unless it has only counted.",
          headers: { Location: OPERATION_LOCATION },
          content: json,
        },
        ...problems,
      };
    case "ListOperations":
      return {
        200: { description: "A page of operations.", headers: { Link: LINK }, content: json },
        ...problems,
      };
    case "ListJobs":
      return {
        200: { description: "A page of jobs.", headers: { Link: LINK }, content: json },
        ...problems,
      };
    case "WatchJob":
      return {
        200: {
          description:
            "The job as it stands, then after each change: events `job`, whose id is the job's sequence number, until it has finished.",
          content: {
            "text/event-stream": { schema: { type: "string" } },
            "application/x-ndjson": { schema },
          },
        },
        204: { description: "The job has finished, and the caller knows how." },
        ...problems,
      };
    case "WatchRun":
      return {
        200: {
          description:
            "What has happened to the run, and how it stands: events `run`, whose id is the sequence of the last line of the history, until it has ended.",
          content: {
            "text/event-stream": { schema: { type: "string" } },
            "application/x-ndjson": { schema },
          },
        },
        204: { description: "The run has ended, and the caller knows how." },
        ...problems,
      };
    case "Subscribe":
      return {
        200: {
          description:
            "Each topic as it is, then what changes of it: events `change`, until the caller leaves.",
          content: {
            "text/event-stream": { schema: { type: "string" } },
            "application/x-ndjson": { schema },
          },
        },
        ...problems,
      };
    default:
      return { 200: { description: "Done.", content: json }, ...problems };
  }
}

function parameterReference(name: keyof typeof PARAMETERS): Schema {
  return { $ref: `#/components/parameters/${name}` };
}

const TEXT = { type: "string" } as const;

const LOCATION = { description: "Where the job is.", schema: TEXT };
const OPERATION_LOCATION = { description: "Where the operation is.", schema: TEXT };
const REPLAYED = { description: "`true`: nothing was made.", schema: TEXT };
const ETAG = {
  description:
    "The job's sequence number, which grows with each change; `-gzip` behind it where the answer is compressed.",
  schema: TEXT,
};
const LINK = {
  description: '`<path>; rel="next"` leads to the next page; absent on the last one.',
  schema: TEXT,
};

const PARAMETERS = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Makes the request safe to repeat: stands for `idempotencyKey`, in quotes or without. It lives as long as the job is kept.",
    schema: { type: "string", minLength: 1, maxLength: 258 },
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    description:
      "The `ETag` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for `ifSequence`; `*` for any job that is there.",
    schema: { type: "string", examples: ['"7"'] },
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "Entity tags that the caller has; 304 when the job's is among them.",
    schema: TEXT,
  },
  LastEventId: {
    name: "Last-Event-ID",
    in: "header",
    description: "The id of the last event that was seen; the stream goes on after it.",
    schema: { type: "string", pattern: "^\\d{1,15}$" },
  },
  PayloadForm: {
    name: "payload",
    in: "query",
    description: "How bytes are answered: as JSON where they are that, in base64, or not at all.",
    schema: { type: "string", enum: ["json", "base64", "none"], default: "json" },
  },
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    description: "Echoed in the answer and in problems, 1 to 128 printable characters.",
    schema: TEXT,
  },
  Timeout: {
    name: "Millrace-Timeout",
    in: "header",
    description: "How long the caller waits, in seconds; `Prefer: wait=30` says the same.",
    schema: { type: "string", pattern: "^\\d{1,7}(\\.\\d{1,9})?s?$", examples: ["2.5s"] },
  },
} as const;

const PROBLEM: Schema = {
  type: "object",
  description: "What went wrong, as RFC 9457 has it.",
  properties: {
    type: { type: "string", format: "uri", description: "Where the documentation says more." },
    title: TEXT,
    status: { type: "integer" },
    detail: { type: "string", description: "What happened, and what to do." },
    instance: { type: "string", description: "The request's id." },
    code: { type: "string", description: "For example `NOT_FOUND`." },
    errors: {
      type: "array",
      description: "The fields at fault.",
      items: {
        type: "object",
        properties: {
          field: { type: "string", description: 'For example `metadata["team"]`.' },
          pointer: { type: "string", description: "The same as a JSON pointer." },
          description: { type: "string", description: "The rule, and how to keep it." },
        },
        required: ["field", "pointer", "description"],
      },
    },
    retryAfter: { type: "integer", description: "When to try again, in seconds." },
  },
  required: ["type", "title", "status", "detail", "instance", "code"],
};

const PROBLEM_CONTENT = {
  "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
};

const RESPONSES = {
  Changed: {
    description: "The job is not at the sequence number that was given; nothing was changed.",
    content: PROBLEM_CONTENT,
  },
  KeyTaken: {
    description: "The idempotency key belongs to another request; nothing was written.",
    content: PROBLEM_CONTENT,
  },
  Problem: { description: "What went wrong.", content: PROBLEM_CONTENT },
};
