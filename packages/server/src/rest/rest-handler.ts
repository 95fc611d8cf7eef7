import type { DescMethod } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { answer } from "../answer.ts";
import type { Lane } from "../lane.ts";
import type { RpcRouter } from "../rpc-router.ts";
import { RestCall } from "./rest-call.ts";
import { RestError } from "./rest-error.ts";
import { isRestPath, restRoutes } from "./rest-routes.ts";
import { type RestOptions, RestService } from "./rest-service.ts";

/**
 * Serves the router's methods as REST, by the google.api.http of each: JSON in and out, errors as problems
 * (RFC 9457), the events of a job as a stream. Unary calls go through the router's invoker like those of
 * every other protocol.
 *
 * @returns a handler of the paths below /v1/, and of those that lead there.
 * @throws Error when two methods have one path.
 */
export function createRestHandler(router: RpcRouter, options: RestOptions): Lane {
  const routes = restRoutes(router.handlers.map(({ method }): DescMethod => method));
  const service = new RestService(router, options);
  return (exchange, path) => {
    if (!isRestPath(path)) return false;
    const call = new RestCall(exchange);
    call.run(options.logger, async () => {
      const httpMethod = exchange.method === "HEAD" ? "GET" : exchange.method;
      const found = routes.find(httpMethod, path);
      if (found === undefined) throw nothingAt(path);
      if ("target" in found) return service.serve(call, found);
      const allowed = allowedMethods(found.allowed);
      if (httpMethod === "OPTIONS") return answer(exchange.response, 204, { Allow: allowed });
      const verbs = found.verbs.map((verb) => `:${verb}`).join(", ");
      const hint = verbs === "" ? "" : `; ${httpMethod} wants a verb behind it: ${verbs}`;
      const message = `${path} is called by ${allowed}, not by ${httpMethod}${hint}`;
      throw new RestError(405, Code.Unimplemented, message, { Allow: allowed });
    });
    return true;
  };
}

function allowedMethods(methods: readonly string[]): string {
  const head = methods.includes("GET") ? ["HEAD"] : [];
  return [...methods, ...head, "OPTIONS"].sort().join(", ");
}

function nothingAt(path: string): RestError {
  return new RestError(
    404,
    Code.NotFound,
    `nothing is served under ${path}; GET /openapi.json lists what is`,
  );
}
