import { type RefObject, useEffect, useState } from "react";

/** Which rows of a long list are in the page, all of one height. */
export interface RowWindow {
  /** The first one. */
  readonly from: number;
  /** The one after the last one. */
  readonly to: number;
  /** Brings a row into sight. */
  readonly show: (index: number) => void;
}

/** So many are there beyond what is seen, for those who scroll fast. */
const BEYOND = 10;
/** Before it is known how high the list is. */
const FIRST_HEIGHT = 800;

/**
 * The rows that `scroller` shows: a page with all of a long list would be slow.
 *
 * @param headHeight how much at the top of the scroller lies over the rows.
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight, headHeight }: { count: number; rowHeight: number; headHeight: number },
): RowWindow {
  const [height, setHeight] = useState(FIRST_HEIGHT);
  // The first row that is seen: it changes less often than the place.
  const [first, setFirst] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => setFirst(Math.floor(element.scrollTop / rowHeight));
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, rowHeight]);
  const seen = Math.ceil(height / rowHeight);
  return {
    from: Math.max(0, Math.min(first, count - seen) - BEYOND),
    to: Math.min(count, first + seen + BEYOND),
    show(index) {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      const bottom = top + rowHeight + headHeight - element.clientHeight;
      if (element.scrollTop > top) element.scrollTop = top;
      else if (element.scrollTop < bottom) element.scrollTop = bottom;
    },
  };
}
