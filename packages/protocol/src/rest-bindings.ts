import {
  type DescField,
  type DescMessage,
  type DescMethod,
  getOption,
  hasOption,
} from "@bufbuild/protobuf";
import { http } from "./gen/google/api/annotations_pb.ts";
import type { HttpRule } from "./gen/google/api/http_pb.ts";

/** One way in which REST calls a method. */
export interface RestBinding {
  readonly method: DescMethod;
  /** For example `GET`. */
  readonly httpMethod: string;
  /** A template such as `/v1/jobs/{id}:cancel`. */
  readonly path: string;
  /** What the body is: all that the path does not bind, one field that is a message, or nothing. */
  readonly body: "all" | "none" | BodyField;
  /** The fields that come in the query. */
  readonly query: readonly DescField[];
  /** A list of which a variable of the path is the only item: the names of both. */
  readonly listed?: { readonly variable: string; readonly field: string };
}

/** A field that the body is. */
export type BodyField = DescField & { readonly message: DescMessage };

// What google.api.http cannot say: that a variable is the one item of a list.
const LISTED = {
  "millrace.v1.WorkerService.Lease": {
    httpMethod: "POST",
    path: "/v1/queues/{type}:lease",
    body: "all",
    query: [],
    listed: { variable: "type", field: "types" },
  },
} as const;

/**
 * How REST calls `methods`: by the option google.api.http of each.
 *
 * @throws Error when an option says what is not built.
 */
export function restBindings(methods: readonly DescMethod[]): RestBinding[] {
  return methods.flatMap((method) => {
    if (!hasOption(method, http)) return [];
    const rule = getOption(method, http);
    const bindings = [rule, ...rule.additionalBindings].map((rule) => bindingOf(method, rule));
    const name = `${method.parent.typeName}.${method.name}`;
    const listed = Object.hasOwn(LISTED, name) ? LISTED[name as keyof typeof LISTED] : undefined;
    return listed === undefined ? bindings : [...bindings, { method, ...listed }];
  });
}

function bindingOf(method: DescMethod, rule: HttpRule): RestBinding {
  const { pattern, body, responseBody } = rule;
  if (pattern.case === undefined || pattern.case === "custom" || responseBody !== "") {
    throw notServed(method);
  }
  const { fields } = method.input;
  const httpMethod = pattern.case.toUpperCase();
  const path = pattern.value;
  if (body === "*") return { method, httpMethod, path, body: "all", query: [] };
  const bound = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  const unbound = fields.filter(({ name }) => !bound.has(name));
  if (body === "") return { method, httpMethod, path, body: "none", query: unbound };
  const field = fields.find(({ name }) => name === body);
  if (!isMessage(field)) throw notServed(method);
  // Of the others of its oneof none may be given besides.
  const query = unbound.filter(
    (other) => other !== field && (field.oneof === undefined || other.oneof !== field.oneof),
  );
  return { method, httpMethod, path, body: field, query };
}

function isMessage(field: DescField | undefined): field is BodyField {
  return field?.fieldKind === "message";
}

function notServed(method: DescMethod): Error {
  return new Error(`${method}: its google.api.http says what is not served`);
}
