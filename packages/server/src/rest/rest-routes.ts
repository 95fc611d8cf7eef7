import type { DescMethod } from "@bufbuild/protobuf";
import { type RestBinding, restBindings } from "@millrace/protocol";
import { RouteTable } from "./route-table.ts";

/** A path that leads on to another one. */
export interface Redirect {
  /** With the variables of the path in braces. */
  readonly location: string;
}

/** Where paths lead that people know from elsewhere. */
const REDIRECTS: readonly (readonly [httpMethod: string, path: string, location: string])[] = [
  ["GET", "/v1/dead", "/v1/jobs?statuses=FAILED"],
  ["GET", "/v1/queues/{type}/length", "/v1/queues/{type}"],
  ["GET", "/health", "/readyz"],
  ["GET", "/stats", "/v1/stats"],
  ["GET", "/queues", "/v1/queues"],
  ["GET", "/queues/{type}/length", "/v1/queues/{type}"],
  ["POST", "/queues/{type}:lease", "/v1/queues/{type}:lease"],
];

/** What the paths of REST begin with. */
const PREFIX = /^\/(?:v1|health|stats|queues)(?:\/|$)/;

export function isRestPath(path: string): boolean {
  return PREFIX.test(path);
}

/**
 * What REST serves of `methods`.
 *
 * @throws Error when two of them have one path, or an option says what is not built.
 */
export function restRoutes(methods: readonly DescMethod[]): RouteTable<RestBinding | Redirect> {
  const table = new RouteTable<RestBinding | Redirect>();
  for (const binding of restBindings(methods)) {
    table.add(binding.httpMethod, binding.path, binding);
  }
  for (const [httpMethod, path, location] of REDIRECTS) table.add(httpMethod, path, { location });
  return table;
}
