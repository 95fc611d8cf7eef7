import { Code } from "@connectrpc/connect";
import type { UniversalClientResponse } from "@connectrpc/connect/protocol";
import { trailerDemux } from "@connectrpc/connect/protocol-connect";
import { CallFailure, failureFromJson } from "./call-failure.ts";

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
 * `answer`, when a Millrace server has given it: one or many messages, as `contentType` tells.
 *
 * @throws CallFailure the error that the server has sent instead, as the Connect protocol writes it, in
 *   JSON with a code. For any other answer, whatever its status, `Unavailable`, whose cause is a
 *   {@link ForeignAnswer}: it says nothing about what became of the call.
 */
export async function requireServerAnswer(
  answer: UniversalClientResponse,
  contentType: string,
): Promise<UniversalClientResponse> {
  const type = answer.header.get("content-type") ?? "";
  if (answer.status === 200 && type === contentType) return answer;
  const text = await readText(answer);
  const error = answer.status === 200 ? undefined : errorIn(text, answer.header);
  if (error !== undefined) throw error;
  const foreign = new ForeignAnswer(answer.status, wordsOf(text, type));
  throw new CallFailure(foreign.message, Code.Unavailable, { cause: foreign });
}

function errorIn(text: string, headers: Headers): CallFailure | undefined {
  const [metadata, trailer] = trailerDemux(headers);
  trailer.forEach((value, name) => void metadata.append(name, value));
  try {
    return failureFromJson(JSON.parse(text), metadata);
  } catch {
    return undefined;
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

/** The first words that a reader of the answer would see. */
function wordsOf(text: string, contentType: string): string {
  const isMarkup = /html|xml/i.test(contentType);
  const plain = isMarkup ? text.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, " ") : text;
  const words = plain.replace(/\s+/g, " ").trim();
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}
