import { shortDigest } from "#short-digest";
import type { AttemptError, Job } from "./job.ts";

/** What errors that have one cause have in common. */
export interface ErrorPattern {
  /** The message, with what differs from one time to the next replaced, such as `<number>`; cut at 256 characters. */
  readonly message: string;
  /** Where it was thrown: the function and the file, without folders and lines; empty when no stack tells. */
  readonly frame: string;
}

/** More of a message is not looked at. */
const READ_CHARACTERS = 1_024;
const PATTERN_CHARACTERS = 256;
const FRAME_CHARACTERS = 160;

/**
 * What is replaced, in this order. None of the patterns goes back over what it has read: messages are made by
 * others.
 */
const REPLACED: readonly (readonly [pattern: RegExp, by: string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>)\]}]+/gi, "<url>"],
  [/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}/g, "<email>"],
  [/(?<!\w)(["'`])(?:(?!\1)[^\n]){0,200}\1(?!\w)/g, "<text>"],
  [/[“«][^”»\n]{0,200}[”»]/g, "<text>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, "<time>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<address>"],
  [/(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi, "<address>"],
  [/(?<![\w.])(?:~|\.{0,2})(?:\/[\w.@%+-]+){2,}\/?/g, "<path>"],
  [/\b[a-z]:\\[\w.@%+\\-]+/gi, "<path>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  [/\b(?=[0-9a-f]{0,64}\d)(?=[0-9a-f]{0,64}[a-f])[0-9a-f]{8,64}\b/gi, "<hex>"],
  [/\b(?:0|[1-9]\d{0,3})-[0-9A-Za-z]{16}\b/g, "<id>"],
  [/\b(?=\w{0,64}\d)(?=\w{0,64}[a-z])\w{10,64}\b/gi, "<id>"],
  [/(?:(?<!\w)[-+])?\d+(?:[.,]\d+)*/g, "<number>"],
];

/** What an error has in common with others of its cause. */
export function errorPattern({ message, details }: Pick<AttemptError, "message" | "details">) {
  let text = message.slice(0, READ_CHARACTERS).toWellFormed();
  for (const [pattern, by] of REPLACED) text = text.replace(pattern, by);
  text = text.replace(/\s+/g, " ").trim();
  const frame = details === undefined ? "" : topFrame(details);
  return { message: text.slice(0, PATTERN_CHARACTERS).toWellFormed(), frame };
}

/** The name of the group that jobs of a type are in whose latest error has this pattern. */
export function errorGroupId(type: string, { message, frame }: ErrorPattern): string {
  return shortDigest(JSON.stringify([type, message, frame]));
}

/** The group of the latest error of a job; undefined for one without errors. */
export function errorGroupOf({ type, errors }: Pick<Job, "type" | "errors">): string | undefined {
  const latest = errors.at(-1);
  return latest === undefined ? undefined : errorGroupId(type, errorPattern(latest));
}

/** Code of the platform and of libraries, which throws for many reasons. */
const FOREIGN =
  /node:|node_modules|<anonymous>|\(native\)|site-packages|lib\/python|^(?:java|jdk|sun)\.|\/runtime\//;

/** How languages write a line of a stack: the function and the file, in either order. */
const FRAMES: readonly RegExp[] = [
  /^\s*at (?:async )?(?<place>[^(\n]{1,200}?) ?\((?<file>[^()\n]{1,400}?)(?::\d+){0,2}\)$/,
  /^\s*at (?:async )?(?<file>[^()\s]{1,400}?)(?::\d+){1,2}$/,
  /^\s*File "(?<file>[^"\n]{1,400})", line \d+, in (?<place>\S{1,200})/,
  /^\s*(?<file>\/?[\w./@-]{1,400}\.\w{1,8}):\d+(?: \+0x[0-9a-f]+|:in [`'](?<place>[^'\n]{1,200})')/,
];

/** Python tells the innermost call last. */
const INNERMOST_LAST = /^\s*File "/;
const MAX_LINES = 100;

function topFrame(details: string): string {
  const lines = details.split("\n", MAX_LINES);
  const frames = lines.flatMap((line) => {
    const groups = FRAMES.map((form) => form.exec(line)?.groups).find((found) => found);
    return groups === undefined ? [] : [{ ...groups, line }];
  });
  if (frames.some(({ line }) => INNERMOST_LAST.test(line))) frames.reverse();
  const own = frames.find(({ line }) => !FOREIGN.test(line.trim().replace(/^at /, "")));
  const frame = own ?? frames[0];
  if (frame === undefined) return "";
  const { place = "", file = "" } = frame as { place?: string; file?: string };
  const name = file.split(/[\\/]/).at(-1) ?? "";
  return `${place} ${name}`.trim().slice(0, FRAME_CHARACTERS).toWellFormed();
}
