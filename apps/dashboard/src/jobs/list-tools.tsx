import { type JobFilter, QUERY_WORDS } from "@millrace/core";
import { Download, Save, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { plural } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { notices, reasonOf } from "../ui/notices.ts";
import { saveFile } from "../ui/save-file.ts";
import { exportJobs } from "./export-jobs.ts";
import { forgetView, readViews, saveView } from "./saved-views.ts";

const CHIP = "rounded border bg-card px-1.5 py-0.5 hover:bg-muted hover:text-foreground";

interface ListToolsProps {
  readonly query: string;
  /** What the query means; undefined while it means nothing. */
  readonly filter: JobFilter | undefined;
  readonly onQuery: (query: string) => void;
  /** Called with a term that the query is to have as well. */
  readonly onAdd: (term: string) => void;
}

/** What helps with a query: the filters that there are, queries that were kept, and its jobs as a file. */
export default function ListTools({ query, filter, onQuery, onAdd }: ListToolsProps) {
  return (
    <div className="mt-1.5 flex flex-col gap-2">
      <ul aria-label="Filters" className="flex flex-wrap gap-1.5">
        {QUERY_WORDS.map(({ word, example, help }) => (
          <li key={word}>
            <button
              type="button"
              title={`Only jobs that ${help}`}
              className={`${CHIP} font-mono`}
              onClick={() => onAdd(example)}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Views query={query} onQuery={onQuery} />
        {filter !== undefined && <Export filter={filter} />}
      </div>
    </div>
  );
}

function Views({ query, onQuery }: Pick<ListToolsProps, "query" | "onQuery">) {
  const [views, setViews] = useState(readViews);
  const [name, setName] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    try {
      setViews(saveView({ name: name.trim(), query }));
      setName("");
    } catch (error) {
      notices.say("failed", `This browser keeps no views: ${reasonOf(error)}`);
    }
  };
  return (
    <>
      {views.length > 0 && (
        <ul aria-label="Saved views" className="flex flex-wrap gap-1.5">
          {views.map((view) => (
            <li key={view.name} className="inline-flex">
              <button
                type="button"
                title={view.query || "all jobs"}
                aria-current={view.query === query}
                className={`${CHIP} rounded-r-none font-medium aria-[current=true]:bg-accent`}
                onClick={() => onQuery(view.query)}
              >
                {view.name}
              </button>
              <button
                type="button"
                aria-label={`Forget the view ${view.name}`}
                className={`${CHIP} rounded-l-none border-l-0`}
                onClick={() => setViews(forgetView(view.name))}
              >
                <X aria-hidden className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={save} className="flex items-center gap-1">
        <input
          aria-label="Name of the view"
          placeholder="name of this view"
          required
          pattern=".*\S.*"
          maxLength={60}
          value={name}
          className="h-8 w-40 rounded-md border border-input bg-background px-2"
          onChange={({ target }) => setName(target.value)}
        />
        <Button icon={Save} type="submit">
          Save view
        </Button>
      </form>
    </>
  );
}

function Export({ filter }: { filter: JobFilter }) {
  const [count, setCount] = useState<number>();
  const stop = useRef(new AbortController());
  const start = async () => {
    stop.current = new AbortController();
    setCount(0);
    try {
      const exported = await exportJobs(filter, setCount, stop.current.signal);
      saveFile("jobs.jsonl", exported.text, "application/jsonl");
      const all = plural(exported.count, "job");
      notices.say(
        exported.more ? "failed" : "done",
        exported.more
          ? `The file has the first ${all} alone; the command line has no such bound: millrace job list --all -o jsonl`
          : `The file has ${all}.`,
      );
    } catch (error) {
      if (!stop.current.signal.aborted) notices.say("failed", `Not exported: ${reasonOf(error)}`);
    }
    setCount(undefined);
  };
  return count === undefined ? (
    <Button icon={Download} onClick={() => void start()}>
      Export as JSONL
    </Button>
  ) : (
    <Button icon={X} onClick={() => stop.current.abort()}>
      Stop at {plural(count, "job")}
    </Button>
  );
}
