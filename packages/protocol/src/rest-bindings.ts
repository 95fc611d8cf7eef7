import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "./gen/google/api/annotations_pb.ts";
import type { HttpRule } from "./gen/google/api/http_pb.ts";

/** One way in which REST calls a method. */
export interface RestBinding {
  readonly method: DescMethod;
  /** For example `GET`. */
  readonly httpMethod: string;
  /** A template such as `/v1/jobs/{id}:cancel`. */
  readonly path: string;
  /** Whether what the path does not bind comes in the body; else it comes in the query. */
  readonly hasBody: boolean;
  /** A list of which a variable of the path is the only item: the names of both. */
  readonly listed?: { readonly variable: string; readonly field: string };
}

// What google.api.http cannot say: that a variable is the one item of a list.
const LISTED = {
  "millrace.v1.WorkerService.Lease": {
    httpMethod: "POST",
    path: "/v1/queues/{type}:lease",
    hasBody: true,
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

function bindingOf(method: DescMethod, { pattern, body, responseBody }: HttpRule): RestBinding {
  const isKnown = (body === "" || body === "*") && responseBody === "";
  if (pattern.case === undefined || pattern.case === "custom" || !isKnown) {
    throw new Error(`${method}: its google.api.http says what is not served`);
  }
  return {
    method,
    httpMethod: pattern.case.toUpperCase(),
    path: pattern.value,
    hasBody: body === "*",
  };
}
