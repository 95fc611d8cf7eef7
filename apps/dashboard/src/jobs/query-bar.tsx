import { isJobId, type JobFilter, type QueryFault } from "@millrace/core";
import { Search, X } from "lucide-react";
import { type FormEvent, lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useHotkeys } from "../ui/hotkeys.ts";

const ListTools = lazy(() => import("./list-tools.tsx"));

interface QueryBarProps {
  /** As the address has it. */
  readonly query: string;
  readonly fault: QueryFault | undefined;
  /** What it means; undefined while it means nothing. */
  readonly filter: JobFilter | undefined;
  readonly onQuery: (query: string) => void;
}

/** Where people say which jobs they look for, in the language of the command line. */
export function QueryBar({ query, fault, filter, onQuery }: QueryBarProps) {
  const [text, setText] = useState(query);
  const [isOpen, setOpen] = useState(false);
  const [, go] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const faultId = useId();
  useEffect(() => setText(query), [query]);
  useHotkeys({ "/": { label: "Search jobs", run: () => input.current?.select() } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    // An id leads to its job.
    if (isJobId(wanted)) go(`/jobs/${wanted}`);
    else onQuery(wanted);
  };
  const add = (term: string) => {
    setText((old) => (old.trim() === "" ? term : `${old.trim()} ${term}`));
    input.current?.focus();
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1.5">
      <search>
        <form onSubmit={submit} className="relative">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted-foreground"
          />
          <input
            ref={input}
            aria-label="Which jobs: a type, filters such as status:failed, or an id"
            aria-invalid={fault !== undefined}
            aria-describedby={fault && faultId}
            aria-keyshortcuts="/"
            placeholder='a type, an id, or filters: status:failed error:"timed out"'
            value={text}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            className="h-8 w-full rounded-md border border-input bg-card pr-8 pl-8 font-mono text-xs placeholder:font-sans placeholder:text-muted-foreground"
            onChange={({ target }) => setText(target.value)}
          />
          {text !== "" && (
            <button
              type="button"
              aria-label="Clear the search"
              className="absolute top-1 right-1 rounded p-1 text-muted-foreground hover:bg-muted"
              onClick={() => onQuery("")}
            >
              <X aria-hidden className="size-4" />
            </button>
          )}
        </form>
      </search>
      {fault && <FaultLine id={faultId} query={query} fault={fault} />}
      <details
        className="text-xs text-muted-foreground"
        onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      >
        <summary className="w-max rounded hover:text-foreground">Filters, views, export</summary>
        {isOpen && (
          <Suspense>
            <ListTools query={query} filter={filter} onQuery={onQuery} onAdd={add} />
          </Suspense>
        )}
      </details>
    </div>
  );
}

/** `text` as a sentence, which has its end. */
function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
}

/** What is wrong with a query, below the words that are. */
function FaultLine({ id, query, fault }: { id: string; query: string; fault: QueryFault }) {
  const { from, to, message, remedy } = fault;
  return (
    <div
      id={id}
      role="alert"
      className="rounded-md border border-failed bg-card px-2.5 py-1.5 text-xs"
    >
      <pre aria-hidden className="overflow-x-auto font-mono">
        {query}
        {"\n"}
        <span className="text-failed">{" ".repeat(from) + "^".repeat(Math.max(1, to - from))}</span>
      </pre>
      <p className="wrap-anywhere">
        <strong className="font-semibold text-failed">{sentenceCase(message)}</strong>{" "}
        {sentenceCase(remedy)}
      </p>
    </div>
  );
}
