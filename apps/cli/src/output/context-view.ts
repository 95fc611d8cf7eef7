import type { FoundPlace } from "../connection.ts";
import type { View } from "./view.ts";

/** A context in a list. */
export interface ListedContext {
  readonly name: string;
  /** Without its password. */
  readonly url: string;
  readonly current: boolean;
}

export const CONTEXT_VIEW: View<ListedContext> = {
  columns: [
    { header: "CURRENT", cell: ({ current }) => (current ? "*" : "") },
    { header: "NAME", cell: ({ name }) => name },
    { header: "URL", cell: ({ url }) => url },
  ],
  fields: ["name", "url", "current"],
  id: ({ name }) => name,
  json: (context) => context,
};

/** Where the jobs are, without passwords. */
export const PLACE_VIEW: View<FoundPlace> = {
  columns: [
    { header: "URL", cell: ({ url }) => url.shown },
    { header: "SAID BY", cell: ({ source }) => source },
  ],
  fields: ["url", "source", "context"],
  id: ({ url }) => url.shown,
  json: ({ url, source, context }) => ({
    url: url.shown,
    source,
    ...(context !== undefined && { context }),
  }),
};
