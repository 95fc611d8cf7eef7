import type { Run } from "@millrace/core";
import { useRunHistory } from "../live/live-runs.ts";
import { Panel } from "../ui/panel.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { ClockTime } from "../ui/time.tsx";

/** What has happened in a run, the latest at the end. */
export function RunHistory({ run }: { run: Run }) {
  const { data } = useRunHistory(run.id, run.sequence);
  return (
    <Panel title="History">
      <ScrollBox label="Lines of the history" className="max-h-64">
        <ol className="px-3 py-2 text-xs">
          {data?.lines.map(({ sequence, at, step, from, to, cause, by, note }) => (
            <li key={sequence} className="flex flex-wrap gap-x-3 wrap-anywhere">
              <span className="text-muted-foreground">
                <ClockTime at={at} />
              </span>
              <span className="font-medium">{step ?? "the run"}</span>
              <span>
                {from === to ? to.toLowerCase() : `${from.toLowerCase()} → ${to.toLowerCase()}`}
                {cause && ` (${cause.toLowerCase()})`}
              </span>
              {(note || by) && (
                <span className="text-muted-foreground">
                  {[note, by && `by ${by}`].filter(Boolean).join(", ")}
                </span>
              )}
            </li>
          ))}
          {data?.dropped && (
            <li className="text-muted-foreground">
              Lines {data.dropped.from} to {data.dropped.to} were dropped.
            </li>
          )}
        </ol>
      </ScrollBox>
    </Panel>
  );
}
