import { useState } from "react";
import { plural } from "../format/numbers.ts";
import { useQueues } from "../live/live.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { QueueTable } from "./queue-table.tsx";

const FILTER_ID = "queue-filter";

export default function QueuesPage() {
  usePageTitle("Queues");
  const { data, error } = useQueues();
  const [text, setText] = useState("");
  useHotkeys({
    "/": { label: "Filter the queues", run: () => document.getElementById(FILTER_ID)?.focus() },
  });
  const queues = data?.queues ?? [];
  const shown = queues.filter(({ type }) => type.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <div className="mx-auto w-full max-w-screen-2xl p-3 md:p-4">
      <Panel
        title="Queues"
        isPage
        aside={
          <div className="flex items-center gap-3 py-1">
            <span className="text-xs text-muted-foreground tabular-nums">
              {shown.length === queues.length
                ? plural(queues.length, "queue")
                : `${shown.length} of ${queues.length}`}
              {data?.more && ", the first by name"}
            </span>
            <input
              id={FILTER_ID}
              aria-label="Filter the queues by name"
              placeholder="filter"
              value={text}
              autoComplete="off"
              className="h-7 w-32 rounded-md border border-input bg-background px-2 text-xs"
              onChange={({ target }) => setText(target.value)}
            />
          </div>
        }
      >
        {data === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The queues cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {data !== undefined && shown.length === 0 && (
          <p className="p-3 text-muted-foreground">
            {queues.length === 0 ? "There are no queues yet." : "No queue has that in its name."}
          </p>
        )}
        {shown.length > 0 && <QueueTable queues={shown} />}
      </Panel>
    </div>
  );
}
