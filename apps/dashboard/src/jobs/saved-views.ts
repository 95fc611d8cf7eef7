/** A query that somebody has given a name. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

const KEY = "millrace.views";

/** Those that this browser keeps, by name. */
export function readViews(): readonly SavedView[] {
  try {
    const views = JSON.parse(localStorage.getItem(KEY) ?? "[]") as unknown;
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

/**
 * Keeps a view; one of the same name gives way to it.
 *
 * @returns all of them.
 * @throws DOMException when the browser keeps nothing.
 */
export function saveView(view: SavedView): readonly SavedView[] {
  const views = [...withoutView(view.name), view].sort((a, b) => a.name.localeCompare(b.name));
  return keep(views);
}

/** @returns those that are left. */
export function forgetView(name: string): readonly SavedView[] {
  return keep(withoutView(name));
}

function withoutView(name: string): readonly SavedView[] {
  return readViews().filter((view) => view.name !== name);
}

function keep(views: readonly SavedView[]): readonly SavedView[] {
  localStorage.setItem(KEY, JSON.stringify(views));
  return views;
}

function isView(value: unknown): value is SavedView {
  const { name, query } = (value ?? {}) as Partial<SavedView>;
  return typeof name === "string" && typeof query === "string";
}
