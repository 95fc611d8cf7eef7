import { type ReactNode, useEffect, useRef } from "react";
import { useMediaQuery } from "../ui/media-query.ts";
import { usePageRows } from "./page-rows.ts";

/** A list that is read page by page as somebody goes down in it. */
export interface EndlessList<Item> {
  /** Undefined before the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
}

interface EndlessTableProps<Item> {
  /** What it is a table of, for those who do not see it. */
  readonly label: string;
  readonly head: ReactNode;
  readonly list: EndlessList<Item>;
  readonly keyOf: (item: Item) => string;
  readonly cellsOf: (item: Item) => ReactNode;
  /** Of each row, where there is room for one line alone, and where there is not. */
  readonly rowHeight: number;
  readonly narrowRowHeight: number;
}

/** Before so many rows from the end the next page is read. */
const AHEAD = 20;

/** A table of any number of rows, of which only those are in the page that are seen. */
export function EndlessTable<Item>(props: EndlessTableProps<Item>) {
  const { label, head, list, keyOf, cellsOf } = props;
  const { items = [], hasMore, isLoadingMore, loadMore } = list;
  const body = useRef<HTMLTableSectionElement>(null);
  const isNarrow = useMediaQuery("(max-width: 767px)");
  const rowHeight = isNarrow ? props.narrowRowHeight : props.rowHeight;
  const { from, to } = usePageRows(body, { count: items.length, rowHeight });
  useEffect(() => {
    if (hasMore && !isLoadingMore && to >= items.length - AHEAD) loadMore();
  }, [hasMore, isLoadingMore, loadMore, to, items.length]);
  return (
    <div className="overflow-x-auto">
      <table
        aria-label={label}
        aria-rowcount={hasMore ? -1 : items.length + 1}
        className="w-full border-collapse tabular-nums"
      >
        <thead className="text-xs text-muted-foreground">
          <tr aria-rowindex={1} className="border-b">
            {head}
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap rows={from} rowHeight={rowHeight} />
          {items.slice(from, to).map((item, place) => (
            <tr
              key={keyOf(item)}
              aria-rowindex={from + place + 2}
              style={{ height: rowHeight }}
              className="border-b last:border-0 hover:bg-muted"
            >
              {cellsOf(item)}
            </tr>
          ))}
          <Gap rows={items.length - to} rowHeight={rowHeight} />
        </tbody>
      </table>
      {hasMore && <p className="px-3 py-2 text-xs text-muted-foreground">Reading on…</p>}
    </div>
  );
}

/** The room of the rows that are not in the page. */
function Gap({ rows, rowHeight }: { rows: number; rowHeight: number }) {
  return rows > 0 && <tr aria-hidden style={{ height: rows * rowHeight }} />;
}
