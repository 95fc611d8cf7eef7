import { answer } from "../answer.ts";
import { answerText, type HttpHandler } from "../http-handler.ts";
import type { NodeServerRequest, NodeServerResponse } from "../node-http.ts";
import { DashboardFiles } from "./dashboard-files.ts";
import { DASHBOARD_PATH, type DashboardOptions } from "./dashboard-options.ts";

const HEADERS = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Shows the dashboard: one page under every address below its path, and its assets, whose names tell what is
 * in them, so that browsers keep them for good. All addresses in the page are relative, so it works behind a
 * proxy that serves it under another path.
 */
export function createDashboardPages(options: DashboardOptions, version: string): HttpHandler {
  const { path = DASHBOARD_PATH, readOnly = false, hidePayloads = false, label = "" } = options;
  const files = options.files === undefined ? undefined : DashboardFiles.open(options.files);
  const root = "../".repeat(path.split("/").length - 2);
  const settings = { version, readOnly, hidePayloads, label, root };
  const withoutSlash = path.slice(0, -1);
  return (request, response, requested) => {
    if (requested === "/") return redirectsPeople(request, response, path.slice(1));
    if (requested === withoutSlash) {
      redirect(response, `${withoutSlash.slice(withoutSlash.lastIndexOf("/") + 1)}/`);
      return true;
    }
    if (!requested.startsWith(path)) return false;
    const name = requested.slice(path.length);
    // The calls of the page that nothing serves.
    if (name.startsWith("api/")) return refused(response, 404, "There is no such call.\n");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return refused(response, 405, "Use GET.\n");
    }
    if (files === undefined) return refused(response, 404, NOT_INSTALLED);
    if (name.startsWith("assets/")) return answerAsset(files, name.slice(7), request, response);
    const up = "../".repeat(name.split("/").length - 1) || "./";
    const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
    answer(response, 200, { ...HEADERS, ...headers }, files.index(up, settings));
    return true;
  };
}

/** Leads browsers, and not curl, from the root to the dashboard. */
function redirectsPeople(
  { method, headers }: NodeServerRequest,
  response: NodeServerResponse,
  to: string,
): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  response.setHeader("Vary", "Accept");
  if (headers.accept?.includes("text/html") !== true) return false;
  redirect(response, to);
  return true;
}

function answerAsset(
  files: DashboardFiles,
  name: string,
  { headers }: NodeServerRequest,
  response: NodeServerResponse,
): boolean {
  const file = files.asset(name, String(headers["accept-encoding"] ?? ""));
  if (file === undefined) return refused(response, 404, "There is no such file.\n");
  const { contentType, encoding, body } = file;
  const kept = {
    "Content-Type": contentType,
    "Content-Length": String(body.length),
    "Cache-Control": "public, max-age=31536000, immutable",
    Vary: "Accept-Encoding",
    ...(encoding !== undefined && { "Content-Encoding": encoding }),
  };
  answer(response, 200, { ...HEADERS, ...kept }, body);
  return true;
}

function refused(response: NodeServerResponse, status: number, text: string): true {
  answerText(response, status, text);
  return true;
}

function redirect(response: NodeServerResponse, to: string): void {
  answer(response, 307, { Location: to, "Cache-Control": "no-store" });
}

const NOT_INSTALLED = `The dashboard is not installed. It is the package @millrace/dashboard, of the version of this server:
  npm install @millrace/dashboard
In a clone of Millrace, build it: pnpm --filter @millrace/dashboard run build
`;
