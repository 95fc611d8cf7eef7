import { Code } from "@connectrpc/connect";
import type { Lane } from "../lane.ts";
import { refusalOf } from "../refuse-call.ts";

/**
 * Answers the calls of the dashboard's pages, which are those of the contract below `api/` of its path: a proxy
 * that serves no other path gives away what the pages may do, and no more.
 */
export function createDashboardLane(path: string, rpc: Lane): Lane {
  // Without the slash with which the path of a call begins.
  const prefix = `${path}api`;
  return (exchange, requested) => {
    if (!requested.startsWith(`${prefix}/`)) return false;
    const site = exchange.headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin") {
      const message = "the dashboard's calls are for its own pages; call the server itself";
      const refusal = refusalOf(exchange.headers, Code.PermissionDenied, message, true);
      if (refusal !== undefined) exchange.answer(refusal);
      return true;
    }
    return rpc(exchange, requested.slice(prefix.length));
  };
}
