import { Code, ConnectError } from "@connectrpc/connect";
import type { UniversalClientResponse } from "@connectrpc/connect/protocol";
import { codeFromString } from "@connectrpc/connect/protocol-connect";

/** The answer of a proxy, a login page or another server in place of a Millrace server. */
export class ForeignAnswer extends Error {
  override readonly name = "ForeignAnswer";
  readonly status: number;

  constructor(status: number, words: string) {
    const quote = words === "" ? "nothing more" : JSON.stringify(words);
    super(
      `the answer, HTTP ${status} with ${quote}, is not from a Millrace server but from a proxy before it or another server${adviceOn(status)}`,
    );
    this.status = status;
  }
}

/** The HTTP status of the foreign answer that `error` comes from; `undefined` when it comes from none. */
export function foreignStatus(error: Error): number | undefined {
  for (let cause: unknown = error; cause instanceof Error; { cause } = cause) {
    if (cause instanceof ForeignAnswer) return cause.status;
  }
  return undefined;
}

function adviceOn(status: number): string {
  if (status !== 413) return "; check the URL and any proxy in between";
  return "; send less at a time, or raise the proxy's limit for request bodies (nginx: client_max_body_size)";
}

/** How much of a foreign answer its error shows. */
const MAX_WORDS = 120;
/** More than the error of any call has. */
const MAX_ERROR_BYTES = 1024 * 1024;

/**
 * `answer`, when a Millrace server has given it in its own words: a message, or an error as the Connect
 * protocol writes it, in JSON with a code.
 *
 * @throws ConnectError `Unavailable` for any other one, whose cause is a {@link ForeignAnswer}: whatever
 *   its status, it says nothing about what became of the call.
 */
export async function requireServerAnswer(
  answer: UniversalClientResponse,
): Promise<UniversalClientResponse> {
  const contentType = answer.header.get("content-type") ?? "";
  if (answer.status === 200 && MESSAGE_TYPE.test(contentType)) return answer;
  const text = await readText(answer);
  if (answer.status !== 200 && isConnectError(text)) return { ...answer, body: bodyOf(text) };
  const foreign = new ForeignAnswer(answer.status, wordsOf(text, contentType));
  throw new ConnectError(foreign.message, Code.Unavailable, undefined, undefined, foreign);
}

const MESSAGE_TYPE = /^application\/(connect\+)?(proto|json)(;|$)/;

function isConnectError(text: string): boolean {
  try {
    const error: unknown = JSON.parse(text);
    const { code } = (error ?? {}) as { readonly code?: unknown };
    return typeof code === "string" && codeFromString(code) !== undefined;
  } catch {
    return false;
  }
}

/** The answer's body, up to a bound, to its end: a stream that was not read to its end stays open. */
async function readText({ body }: UniversalClientResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    if (text.length < MAX_ERROR_BYTES) text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** The first words that a reader of the answer would see. */
function wordsOf(text: string, contentType: string): string {
  const isMarkup = /html|xml/i.test(contentType);
  const plain = isMarkup ? text.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, " ") : text;
  const words = plain.replace(/\s+/g, " ").trim();
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}
