/** A segment of a path: a text that stands there, or the name of a variable that is bound to what does. */
export type Segment = { readonly literal: string } | { readonly variable: string };

/** A template of paths, such as `/v1/jobs/{id}:cancel`. */
export interface PathTemplate {
  readonly segments: readonly Segment[];
  /** What follows the last segment after a colon; empty for none. */
  readonly verb: string;
}

const TEMPLATE = /^((?:\/(?:[\w.-]+|\{\w+\}))+)(?::(\w+))?$/;

/**
 * Reads a template by the grammar of google.api.http, as far as it is used here: literals, variables of
 * one segment, and a verb.
 *
 * @throws Error for anything else.
 */
export function parsePathTemplate(text: string): PathTemplate {
  const [, path, verb = ""] = TEMPLATE.exec(text) ?? [];
  if (path === undefined) {
    throw new Error(
      `${text} is no path template: it must be of /literal, /{variable} and :verb alone`,
    );
  }
  const segments = path
    .slice(1)
    .split("/")
    .map((segment) =>
      segment.startsWith("{") ? { variable: segment.slice(1, -1) } : { literal: segment },
    );
  return { segments, verb };
}
