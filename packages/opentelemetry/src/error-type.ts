/**
 * A name that does not change with each error, for `error.type`: why an attempt was aborted, or the
 * error's class.
 */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  const { abortCause } = error as { readonly abortCause?: unknown };
  return typeof abortCause === "string" ? abortCause : error.name;
}
