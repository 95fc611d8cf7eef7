import { type RefObject, useEffect, useState } from "react";

/** So many rows are there beyond what is seen, for those who scroll fast. */
const BEYOND = 10;
const FIRST_SEEN = 30;

/**
 * The rows of a table that are seen, all of one height, within the nearest part that scrolls (`data-scroller`): a page
 * with all of a long list would be slow.
 */
export function usePageRows(
  body: RefObject<HTMLElement | null>,
  { count, rowHeight }: { readonly count: number; readonly rowHeight: number },
): { readonly from: number; readonly to: number } {
  const [seen, setSeen] = useState({ first: 0, last: FIRST_SEEN });
  useEffect(() => {
    const element = body.current;
    const scroller = element?.closest("[data-scroller]");
    if (element === null || scroller === null || scroller === undefined) return;
    const look = () => {
      const window = scroller.getBoundingClientRect();
      const { top } = element.getBoundingClientRect();
      const first = Math.max(0, Math.floor((window.top - top) / rowHeight));
      const last = Math.max(0, Math.ceil((window.bottom - top) / rowHeight));
      setSeen((old) => (old.first === first && old.last === last ? old : { first, last }));
    };
    // What stands above the rows may grow, and the window too.
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    observer.observe(element);
    scroller.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [body, rowHeight]);
  const to = Math.min(count, seen.last + BEYOND);
  return { from: Math.max(0, Math.min(seen.first, to) - BEYOND), to };
}
