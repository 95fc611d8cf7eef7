import type { JobView } from "@millrace/client";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { BASE_PATH } from "../api/base-path.ts";
import { plural } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { useMediaQuery } from "../ui/media-query.ts";
import { useRowWindow } from "../ui/row-window.ts";
import { JobCells } from "./job-row.tsx";
import type { Selection } from "./selection.ts";
import type { JobList } from "./use-job-list.ts";

const ROW_HEIGHT = 34;
/** Two lines where there is no room beside each other. */
const NARROW_ROW_HEIGHT = 54;
const HEAD_HEIGHT = 32;
const COLUMNS = 7;

interface JobGridProps {
  readonly list: JobList;
  readonly selection: Selection;
  /** Called with whether the reader has gone down in the list. */
  readonly onScrolled: (isScrolled: boolean) => void;
}

/** The jobs of a list, of which only those are in the page that are seen. */
export function JobGrid({ list, selection, onScrolled }: JobGridProps) {
  const { jobs } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [, go] = useLocation();
  const isNarrow = useMediaQuery("(max-width: 767px)");
  const rowHeight = isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const headHeight = isNarrow ? 0 : HEAD_HEIGHT;
  const rows = useRowWindow(scroller, { count: jobs.length, rowHeight, headHeight });
  const { next, isLoadingMore, loadMore } = list;
  useEffect(() => {
    if (next === "more" && !isLoadingMore && rows.to >= jobs.length - 20) loadMore();
  }, [next, isLoadingMore, loadMore, rows.to, jobs.length]);
  const move = (to: number) => {
    const index = Math.max(0, Math.min(jobs.length - 1, to));
    setActive(index);
    rows.show(index);
    // The row may come into the page by this scroll alone.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus(),
    );
  };
  const open = (job: JobView | undefined, inTab = false) => {
    if (job === undefined) return;
    if (inTab) window.open(`${BASE_PATH}jobs/${job.id}`, "_blank", "noopener");
    else go(`/jobs/${job.id}`);
  };
  const down = { label: "Next job", run: () => move(active + 1) };
  const up = { label: "Job before", run: () => move(active - 1) };
  useHotkeys({
    j: down,
    k: up,
    ArrowDown: down,
    ArrowUp: up,
    Home: { label: "First job", run: () => move(0) },
    End: { label: "Last job that was read", run: () => move(jobs.length - 1) },
    Enter: { label: "Open the job", run: () => open(jobs[active]) },
    o: { label: "Open the job in another tab", run: () => open(jobs[active], true) },
    x: { label: "Select the job", run: () => selection.toggle(jobs[active]?.id) },
    X: {
      label: "Select all from the last selected one on",
      run: () => selection.extendTo(active, jobs),
    },
  });
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Jobs"
      aria-rowcount={next === "none" ? jobs.length + 1 : -1}
      aria-colcount={COLUMNS}
      aria-multiselectable="true"
      aria-busy={list.isLoading}
      className="min-h-0 flex-1 overflow-auto"
      onScroll={({ currentTarget }) => onScrolled(currentTarget.scrollTop > ROW_HEIGHT)}
    >
      <HeaderRow />
      <div role="rowgroup" className="relative" style={{ height: jobs.length * rowHeight }}>
        {jobs.slice(rows.from, rows.to).map((job, place) => {
          const index = rows.from + place;
          const isSelected = selection.has(job.id);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has keys for all its rows.
            <div
              key={job.id}
              role="row"
              data-index={index}
              aria-rowindex={index + 2}
              aria-selected={isSelected}
              tabIndex={index === active ? 0 : -1}
              style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
              className={classes(
                "absolute inset-x-0 flex cursor-pointer items-center gap-x-3 border-b px-3 -outline-offset-2 max-md:flex-wrap max-md:content-center max-md:gap-y-0.5",
                isSelected ? "bg-accent" : "hover:bg-muted",
              )}
              onFocus={() => setActive(index)}
              onClick={({ metaKey, ctrlKey }) => {
                // Who marks some text does not mean to open it.
                if (getSelection()?.isCollapsed !== false) open(job, metaKey || ctrlKey);
              }}
            >
              <div role="gridcell" aria-colindex={1} className="flex shrink-0 items-center">
                <input
                  type="checkbox"
                  tabIndex={-1}
                  aria-label={`Select job ${job.id}`}
                  checked={isSelected}
                  className="size-3.5 accent-primary"
                  onClick={(event) => {
                    event.stopPropagation();
                    if (event.shiftKey) selection.extendTo(index, jobs);
                  }}
                  onChange={() => selection.toggle(job.id)}
                />
              </div>
              <JobCells job={job} />
            </div>
          );
        })}
      </div>
      <ListEnd list={list} />
    </div>
  );
}

function HeaderRow() {
  const heads = [
    ["Status", "w-28 shrink-0"],
    ["Type", "w-40 shrink-0 lg:w-48"],
    ["Id", "hidden w-40 shrink-0 lg:block"],
    ["About", "min-w-0 flex-1"],
    ["Attempt", "w-14 shrink-0 text-right"],
    ["When", "w-24 shrink-0 text-right"],
  ] as const;
  return (
    <div role="rowgroup" className="sticky top-0 z-10 max-md:sr-only">
      <div
        role="row"
        aria-rowindex={1}
        className="flex h-8 items-center gap-x-3 border-b bg-background px-3 text-xs font-medium text-muted-foreground"
      >
        <div role="columnheader" aria-colindex={1} className="w-3.5 shrink-0">
          <span className="sr-only">Selected</span>
        </div>
        {heads.map(([label, className], i) => (
          <div key={label} role="columnheader" aria-colindex={i + 2} className={className}>
            {label}
          </div>
        ))}
      </div>
    </div>
  );
}

/** What comes below the last job. */
function ListEnd({ list }: { list: JobList }) {
  const { jobs, next, lookedAt, isLoadingMore, loadMore, isLoading } = list;
  if (isLoading) return <p className="p-4 text-muted-foreground">Loading…</p>;
  if (next === "more" || isLoadingMore) {
    return <p className="px-3 py-2 text-xs text-muted-foreground">Reading on…</p>;
  }
  if (next === "bound") {
    return (
      <div className="flex flex-wrap items-center gap-3 px-3 py-3">
        <span>
          Looked at {plural(lookedAt, "job")}, of which {plural(jobs.length, "one fits", "fit")}.
        </span>
        <Button onClick={loadMore}>Look further</Button>
      </div>
    );
  }
  if (jobs.length === 0) return null;
  return (
    <p className="px-3 py-2 text-xs text-muted-foreground">
      {plural(jobs.length, "job")}, which is all.
    </p>
  );
}
