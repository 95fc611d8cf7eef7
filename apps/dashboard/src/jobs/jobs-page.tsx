import { type JobFilter, readJobQuery, systemClock } from "@millrace/core";
import { ArrowUp, ListChecks } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { plural } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { JobGrid } from "./job-grid.tsx";
import { QueryBar } from "./query-bar.tsx";
import { useSelection } from "./selection.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { StatusTabs } from "./status-tabs.tsx";
import { useJobList } from "./use-job-list.ts";

const BulkDialog = lazy(() => import("../bulk/bulk-dialog.tsx"));

/** The jobs that the address asks for: its query is all the state that the page has. */
export default function JobsPage() {
  const [params, setParams] = useSearchParams();
  const query = params.get("q") ?? "";
  usePageTitle(query === "" ? "Jobs" : query);
  // Lengths of time before now are read once, or the list would be another one each time.
  const read = useMemo(() => readJobQuery(query, systemClock.now()), [query]);
  const setQuery = (q: string) => setParams(q === "" ? {} : { q });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">Jobs</h1>
      <div className="flex items-start gap-2 px-3 pt-3 pb-1.5">
        <QueryBar query={query} fault={read.fault} filter={read.filter} onQuery={setQuery} />
        {read.filter !== undefined && !PAGE_SETTINGS.readOnly && (
          <BulkButton filter={read.filter} query={query} />
        )}
      </div>
      <StatusTabs query={query} filter={read.filter} />
      {read.filter !== undefined && <Listed key={query} filter={read.filter} query={query} />}
    </div>
  );
}

/** Opens what changes all jobs of the query, however many there are. */
function BulkButton({ filter, query }: { filter: JobFilter; query: string }) {
  const [isOpen, setOpen] = useState(false);
  useHotkeys({ a: { label: "Do something to all jobs of the query", run: () => setOpen(true) } });
  return (
    <>
      <Button icon={ListChecks} hotkey="a" onClick={() => setOpen(true)}>
        <span className="max-sm:sr-only">All of them</span>
      </Button>
      {isOpen && (
        <Suspense>
          <BulkDialog filter={filter} query={query} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function Listed({ filter, query }: { filter: JobFilter; query: string }) {
  const selection = useSelection();
  const [isScrolled, setScrolled] = useState(false);
  const list = useJobList(filter, isScrolled || selection.ids.size > 0);
  const { jobs, error, fresh, isLoading, next } = list;
  if (error !== null && jobs.length === 0) {
    return <p className="p-4 text-failed">The jobs cannot be listed: {reasonOf(error)}</p>;
  }
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {fresh > 0 && (
        <button
          type="button"
          className="absolute top-9 left-1/2 z-20 inline-flex -translate-x-1/2 items-center gap-1.5 rounded-full bg-primary px-3 py-1 text-xs font-medium text-primary-foreground shadow-md"
          onClick={() => {
            selection.clear();
            list.reload();
          }}
        >
          <ArrowUp aria-hidden className="size-3.5" />
          {fresh >= jobs.length ? `${fresh}+ new` : plural(fresh, "new one", "new")}
        </button>
      )}
      {!isLoading && jobs.length === 0 && next === "none" ? (
        <NoJobs query={query} />
      ) : (
        <JobGrid list={list} selection={selection} onScrolled={setScrolled} />
      )}
      <SelectionBar selection={selection} jobs={jobs} />
    </div>
  );
}

function NoJobs({ query }: { query: string }) {
  return (
    <div className="m-auto max-w-md p-6 text-center text-muted-foreground">
      {query === "" ? (
        <p>There are no jobs.</p>
      ) : (
        <p>
          No job fits <code className="font-mono text-foreground">{query}</code>.
        </p>
      )}
    </div>
  );
}
