import { type Clock, type Logger, MillraceError, type Store } from "@millrace/core";
import { type Json, runsOf } from "@millrace/workflow";
import { answer } from "./answer.ts";
import type { HttpHandler } from "./http-handler.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
import { LINK_PATH, linkSignalId, type SignalLinkClaims, type SignalLinks } from "./signal-link.ts";

/** A form has the place of one answer. */
const MAX_FORM_BYTES = 256;

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  // The path is what entitles: no other site is to see it, and no frame to have a button clicked unseen.
  "Referrer-Policy": "no-referrer",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex",
};

export interface SignalLinkPageOptions {
  readonly links: SignalLinks;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a page shows. */
interface Shown {
  readonly status: number;
  readonly text: string;
  /** The buttons. Defaults to none. */
  readonly labels?: readonly string[];
}

const NO_LINK: Shown = { status: 404, text: "This link is not valid." };
const EXPIRED: Shown = { status: 410, text: "This link has expired." };
const OVER: Shown = { status: 410, text: "This is over: no answer is waited for any more." };
const NO_ANSWER: Shown = { status: 400, text: "Choose one of the answers." };
const UNAVAILABLE: Shown = { status: 503, text: "This cannot be answered now. Please try again." };

/** The pages of links: GET asks, and only POST signals, because whatever scans mails opens the links in them. */
export function createSignalLinkPage(options: SignalLinkPageOptions): HttpHandler {
  return async (request, response, path) => {
    if (!path.startsWith(LINK_PATH)) return false;
    const { method } = request;
    if (method === "GET" || method === "HEAD") show(response, await ask(options, path));
    else if (method === "POST") show(response, await take(options, path, request));
    else {
      response.setHeader("Allow", "GET, HEAD, POST");
      show(response, { status: 405, text: "Open this link in a browser." });
    }
    return true;
  };
}

async function ask(
  { links, store, clock, logger }: SignalLinkPageOptions,
  path: string,
): Promise<Shown> {
  const claims = links.read(path);
  if (claims === undefined) return NO_LINK;
  return orUnavailable(logger, async () => {
    const given = await givenAnswer(store, claims);
    if (given !== undefined) return answered(given);
    if (claims.expiresAt <= clock.now()) return EXPIRED;
    return { status: 200, text: claims.text, labels: claims.answers.map(({ label }) => label) };
  });
}

async function take(
  { links, store, clock, logger }: SignalLinkPageOptions,
  path: string,
  request: NodeServerRequest,
): Promise<Shown> {
  const claims = links.read(path);
  if (claims === undefined) return NO_LINK;
  const form = await readForm(request);
  const { answers, runId, name, expiresAt } = claims;
  const chosen = form?.get("answer") ?? (answers.length === 1 ? "0" : "");
  const choice = /^\d$/.test(chosen) ? answers[Number(chosen)] : undefined;
  if (choice === undefined) return NO_ANSWER;
  return orUnavailable(logger, async () => {
    if (expiresAt <= clock.now()) return EXPIRED;
    const { payload = null } = choice;
    await runsOf(store).signal(runId, name, payload, {
      signalId: linkSignalId(claims),
      by: "link",
    });
    // Another one may have been first.
    return answered((await givenAnswer(store, claims)) ?? choice.label);
  });
}

/** The label of the answer that the run has got by the link. */
async function givenAnswer(store: Store, claims: SignalLinkClaims): Promise<string | undefined> {
  const payload = await runsOf(store).signalPayload(claims.runId, linkSignalId(claims));
  return payload === undefined ? undefined : labelOf(claims, payload);
}

function labelOf({ answers }: SignalLinkClaims, payload: Json): string {
  const text = JSON.stringify(payload);
  return answers.find((each) => JSON.stringify(each.payload ?? null) === text)?.label ?? text;
}

function answered(label: string): Shown {
  return { status: 200, text: `Thank you. The answer is: ${label}` };
}

async function orUnavailable(logger: Logger, work: () => Promise<Shown>): Promise<Shown> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof MillraceError ? error.code : undefined;
    if (code === "NOT_FOUND" || code === "FAILED_PRECONDITION") return OVER;
    logger.error({ err: error }, "a link could not be answered");
    return UNAVAILABLE;
  }
}

/** The fields of a form; undefined for one that is too long to be one of ours. */
async function readForm(request: NodeServerRequest): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_FORM_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function show(response: NodeServerResponse, { status, text, labels = [] }: Shown): void {
  const buttons = labels.map(
    (label, place) => `<button name="answer" value="${place}">${escaped(label)}</button>`,
  );
  const form = labels.length === 0 ? "" : `<form method="post">${buttons.join(" ")}</form>`;
  answer(response, status, HEADERS, page(escaped(text), form));
}

function page(text: string, form: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem; }
p { white-space: pre-line; overflow-wrap: anywhere; }
button { font: inherit; padding: 0.5rem 1.25rem; margin: 0 0.5rem 0.5rem 0; }
</style>
<main><p>${text}</p>${form}</main>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
