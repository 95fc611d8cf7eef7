import { X } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { compareDefinitions, type Difference } from "./compare.ts";
import { type EditorText, readDocument } from "./editor-document.ts";
import type { EditorState } from "./editor-store.ts";
import { writeText } from "./write-document.ts";

const WorkflowGraph = lazy(() => import("../workflow-graph/workflow-graph.tsx"));
const CompareText = lazy(() => import("./compare-text.tsx"));

interface CompareViewProps {
  readonly state: EditorState;
  readonly base: EditorText;
  readonly name: string;
  readonly onClose: () => void;
}

/** What has become of another definition: on the graph, in a list and in the text. */
export function CompareView({ state, base, name, onClose }: CompareViewProps) {
  const before = useMemo(() => {
    const document = readDocument(base);
    return "definition" in document ? document.definition : {};
  }, [base]);
  const { definition, format, text } = state;
  const { steps, marks, differences } = useMemo(
    () => compareDefinitions(before, definition),
    [before, definition],
  );
  const [selection, setSelection] = useState<readonly string[]>([]);
  const beforeText = base.format === format ? base.text : writeText(before, format);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b bg-card px-3 py-1.5">
        <p>
          <strong className="font-semibold">
            {differences.length === 0 ? "No difference" : plural(differences.length)}
          </strong>{" "}
          to {name}
        </p>
        <Button icon={X} onClick={onClose}>
          End the comparison
        </Button>
      </div>
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <ul
          aria-label="Differences"
          className="max-h-40 shrink-0 overflow-auto border-b bg-card p-1.5 lg:max-h-none lg:w-60 lg:border-r lg:border-b-0"
        >
          {differences.map((difference) => (
            <DifferenceRow
              key={difference.id ?? ""}
              difference={difference}
              isChosen={selection[0] === difference.id}
              onChoose={() => setSelection(difference.id === undefined ? [] : [difference.id])}
            />
          ))}
        </ul>
        <Suspense fallback={<p className="p-3 text-muted-foreground">Loading…</p>}>
          <div className="min-h-56 min-w-0 flex-1">
            <WorkflowGraph
              label="Differences on the graph"
              steps={steps}
              selection={selection}
              marks={marks}
              onSelect={setSelection}
            />
          </div>
          <div className="min-h-56 min-w-0 flex-1 border-t lg:border-t-0 lg:border-l">
            <CompareText before={beforeText} after={text} format={format} />
          </div>
        </Suspense>
      </div>
    </div>
  );
}

function plural(count: number): string {
  return count === 1 ? "One difference" : `${count} differences`;
}

const WORDS = {
  added: "text-completed",
  removed: "text-failed",
  changed: "text-retrying",
} as const;

function DifferenceRow({
  difference: { name, kind, fields },
  isChosen,
  onChoose,
}: {
  difference: Difference;
  isChosen: boolean;
  onChoose: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        className={classes(
          "w-full rounded-md px-1.5 py-1 text-left hover:bg-muted",
          isChosen && "bg-accent",
        )}
        onClick={onChoose}
      >
        {name} <span className={`text-xs ${WORDS[kind]}`}>{kind}</span>
        {fields.length > 0 && (
          <span className="block truncate text-2xs text-muted-foreground">{fields.join(", ")}</span>
        )}
      </button>
    </li>
  );
}
