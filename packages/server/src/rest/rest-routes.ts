import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { type HttpRule, httpRule } from "@millrace/protocol";
import { RouteTable } from "./route-table.ts";

/** A method of a service as REST calls it. */
export interface RestRoute {
  readonly method: DescMethod;
  /** Whether what the path does not bind comes in the body; else it comes in the query. */
  readonly hasBody: boolean;
  /** A list field that one value of the path is the only item of: the variable's name and the field's. */
  readonly listed?: { readonly variable: string; readonly field: string };
}

/** A path that leads on to another one. */
export interface Redirect {
  /** With the variables of the path in braces. */
  readonly location: string;
}

// What `google.api.http` cannot say: that a variable is the one item of a list.
const LISTED = [
  {
    httpMethod: "POST",
    path: "/v1/queues/{type}:lease",
    rpc: "millrace.v1.WorkerService.Lease",
    listed: { variable: "type", field: "types" },
  },
] as const;

/** Where paths lead that people know from elsewhere. */
const REDIRECTS: ReadonlyMap<string, string> = new Map([
  ["/v1/dead", "/v1/jobs?statuses=FAILED"],
  ["/health", "/readyz"],
  ["/stats", "/v1/stats"],
  ["/queues", "/v1/queues"],
  ["/queues/{type}/length", "/v1/queues/{type}"],
  ["/v1/queues/{type}/length", "/v1/queues/{type}"],
]);

/**
 * What REST serves of `methods`: by the option google.api.http of each.
 *
 * @throws Error when two of them have one path, or an option says what is not built here.
 */
export function restRoutes(methods: readonly DescMethod[]): RouteTable<RestRoute | Redirect> {
  const table = new RouteTable<RestRoute | Redirect>();
  for (const method of methods) {
    if (!hasOption(method, httpRule)) continue;
    const rule = getOption(method, httpRule);
    for (const binding of [rule, ...rule.additionalBindings]) {
      const [httpMethod, path] = patternOf(method, binding);
      table.add(httpMethod, path, { method, hasBody: binding.body === "*" });
    }
  }
  for (const { httpMethod, path, rpc, listed } of LISTED) {
    const method = methods.find(({ parent, name }) => `${parent.typeName}.${name}` === rpc);
    if (method !== undefined) table.add(httpMethod, path, { method, hasBody: true, listed });
  }
  for (const [path, location] of REDIRECTS) table.add("GET", path, { location });
  return table;
}

function patternOf(method: DescMethod, { pattern, body, responseBody }: HttpRule) {
  const isKnown = (body === "" || body === "*") && responseBody === "";
  if (pattern.case === undefined || pattern.case === "custom" || !isKnown) {
    throw new Error(`${method}: its google.api.http says what is not served here`);
  }
  return [pattern.case.toUpperCase(), pattern.value] as const;
}
