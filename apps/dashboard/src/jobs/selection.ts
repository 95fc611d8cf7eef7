import type { JobView } from "@millrace/client";
import { useMemo, useState } from "react";

/** The jobs that were selected in a list. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  has(id: string): boolean;
  toggle(id: string | undefined): void;
  /** Selects all from the last one that was selected on, up to the one at `index`. */
  extendTo(index: number, jobs: readonly JobView[]): void;
  clear(): void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string>();
  return useMemo(
    () => ({
      ids,
      has: (id) => ids.has(id),
      toggle(id) {
        if (id === undefined) return;
        const next = new Set(ids);
        if (!next.delete(id)) next.add(id);
        setIds(next);
        setAnchor(id);
      },
      extendTo(index, jobs) {
        const from = Math.max(
          0,
          jobs.findIndex(({ id }) => id === anchor),
        );
        const [first, last] = from < index ? [from, index] : [index, from];
        setIds(new Set([...ids, ...jobs.slice(first, last + 1).map(({ id }) => id)]));
      },
      clear: () => setIds(new Set()),
    }),
    [ids, anchor],
  );
}
