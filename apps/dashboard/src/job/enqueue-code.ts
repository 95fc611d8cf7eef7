import type { JobView } from "@millrace/client";
import { DEFAULT_BACKOFF, encodeBase64, JOB_DEFAULTS, JSON_TYPE } from "@millrace/core";
import { textOf } from "../format/bytes.ts";
import { jsonLines } from "./json-text.ts";
import { COPIED_FROM, MENDED_FROM } from "./origin.ts";

/** A call by curl that enqueues a job like it on the server at `serverUrl`. */
export function enqueueByCurl(job: JobView, serverUrl: string): string {
  const { key, ...options } = optionsOf(job);
  const fields = { ...options, ...(key !== undefined && { concurrencyKey: key }) };
  const json = literalOf(job);
  const body = [
    `"type": ${JSON.stringify(job.type)}`,
    ...(job.payload.length === 0
      ? []
      : [
          json === undefined
            ? `"payload": "${encodeBase64(job.payload)}"`
            : `"payloadJson": ${json}`,
        ]),
    ...Object.entries(fields).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`),
  ].join(", ");
  return `curl --json ${quoted(`{${body}}`)} ${quoted(`${serverUrl}/v1/jobs`)}\n`;
}

/** A command that enqueues a job like it on the server at `serverUrl`. */
export function enqueueByCommand(job: JobView, serverUrl: string): string {
  const { priority, maxAttempts, timeout, retention, expiresIn, ...more } = optionsOf(job);
  const { key, contentType, delivery, metadata = {}, backoff } = more;
  const flags: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ["--server", serverUrl],
    ["--priority", priority],
    ["--max-attempts", maxAttempts],
    ["--attempt-timeout", timeout],
    ["--retention", retention],
    ["--expires-in", expiresIn],
    ["--concurrency-key", key],
    ["--content-type", contentType],
    ...Object.entries(metadata).map(([name, value]) => ["--meta", `${name}=${value}`] as const),
  ];
  const text = textOf(job.payload);
  // What begins so the command line takes for something else.
  const isArgument = text !== undefined && !/^[-@]|\0/.test(text);
  return [
    backoff && "# The command line cannot set its backoff.\n",
    !isArgument && `printf %s '${encodeBase64(job.payload)}' | base64 -d | `,
    `millrace job enqueue ${job.type}`,
    isArgument ? text !== "" && ` ${quoted(text)}` : " -",
    ...flags.map(([flag, value]) => value !== undefined && ` ${flag} ${quoted(`${value}`)}`),
    delivery !== undefined && " --at-most-once",
    "\n",
  ]
    .filter(Boolean)
    .join("");
}

/** A program in TypeScript that enqueues a job like it on the server at `serverUrl`. */
export function enqueueByProgram(job: JobView, serverUrl: string): string {
  const json = literalOf(job);
  const isBytes = json === undefined && job.payload.length > 0;
  const payload = isBytes
    ? `Uint8Array.from(atob("${encodeBase64(job.payload)}"), (byte) => byte.charCodeAt(0))`
    : (json ?? "undefined");
  const { contentType = JSON_TYPE, ...others } = optionsOf(job);
  // Bytes would say that they are bytes.
  const options = { ...others, ...((isBytes || contentType !== JSON_TYPE) && { contentType }) };
  const lines = Object.entries(options).map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`,
  );
  return `import { Client } from "@millrace/client";

const client = new Client({ url: ${JSON.stringify(serverUrl)} });
const { job } = await client.enqueue(${JSON.stringify(job.type)}, ${payload}${lines.length === 0 ? "" : `, {\n${lines.join("")}}`});
console.log(job.id);
await client.close();
`;
}

/**
 * The payload as JSON that stands in other JSON or in a program; undefined where that would not keep each byte that
 * counts, as of a number with more digits than programs read.
 */
function literalOf({ payload, contentType = JSON_TYPE }: JobView): string | undefined {
  const text = contentType === JSON_TYPE ? textOf(payload) : undefined;
  const tokens = text === undefined ? undefined : jsonLines(text)?.flat();
  const isExact = tokens?.every(
    (token) => token.kind !== "number" || String(Number(token.text)) === token.text,
  );
  return isExact ? text : undefined;
}

/** What the job has besides its type and its payload, where that is not what every job gets. */
function optionsOf(job: JobView) {
  const { priority, maxAttempts, backoff, timeoutMs, retentionMs, expiresInMs } = job;
  const { concurrencyKey, contentType = JSON_TYPE, delivery } = job;
  const { [MENDED_FROM]: _mended, [COPIED_FROM]: _copied, ...metadata } = job.metadata;
  const { initialMs, multiplier, maxMs, jitter } = backoff;
  const isUsual =
    initialMs === DEFAULT_BACKOFF.initialMs &&
    multiplier === DEFAULT_BACKOFF.multiplier &&
    maxMs === DEFAULT_BACKOFF.maxMs &&
    jitter === DEFAULT_BACKOFF.jitter;
  return {
    ...(priority !== JOB_DEFAULTS.priority && { priority }),
    ...(maxAttempts !== JOB_DEFAULTS.maxAttempts && { maxAttempts }),
    ...(!isUsual && {
      backoff: { initial: seconds(initialMs), multiplier, max: seconds(maxMs), jitter },
    }),
    ...(timeoutMs !== undefined && { timeout: seconds(timeoutMs) }),
    ...(retentionMs !== JOB_DEFAULTS.retentionMs && { retention: seconds(retentionMs) }),
    ...(expiresInMs !== undefined && { expiresIn: seconds(expiresInMs) }),
    ...(concurrencyKey !== undefined && { key: concurrencyKey }),
    ...(contentType !== JSON_TYPE && { contentType }),
    ...(delivery !== JOB_DEFAULTS.delivery && { delivery }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** As REST, the command line and the client read it. */
const seconds = (ms: number): string => `${ms / 1_000}s`;

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./:=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
