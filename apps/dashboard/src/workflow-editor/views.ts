/** What of the document is shown. */
export const VIEWS = ["canvas", "split", "text", "outline"] as const;
export type View = (typeof VIEWS)[number];
