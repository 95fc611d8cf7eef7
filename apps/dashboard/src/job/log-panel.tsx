import type { JobView } from "@millrace/client";
import { Panel } from "../ui/panel.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { ClockTime } from "../ui/time.tsx";

/** The last lines that the handler has logged. */
export function LogPanel({ job }: { job: JobView }) {
  const { log = [] } = job;
  if (log.length === 0) return null;
  return (
    <Panel
      title="Log"
      aside={<span className="text-xs text-muted-foreground">the last {log.length} lines</span>}
    >
      <ScrollBox label="Lines of the log" className="max-h-80 px-3 py-2">
        <ol className="font-mono text-xs">
          {log.map(({ at, attempt, text }, i) => (
            <li key={i} className="flex gap-3">
              <span className="shrink-0 text-muted-foreground" title={`attempt ${attempt}`}>
                <ClockTime at={at} />
              </span>
              <span className="min-w-0 whitespace-pre-wrap wrap-anywhere">{text}</span>
            </li>
          ))}
        </ol>
      </ScrollBox>
    </Panel>
  );
}
