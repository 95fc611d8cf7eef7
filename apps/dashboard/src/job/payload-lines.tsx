import { useMemo, useState } from "react";
import { hexLine, hexLines } from "../format/bytes.ts";
import { formatCount } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import type { JsonToken } from "./json-text.ts";

/** More lines than these are shown only if that is wanted. */
const SHOWN_LINES = 400;

/** What lines are of: tokens of JSON, a text, or bytes. */
export type LinesView = "json" | "text" | "hex";

interface PayloadLinesProps {
  readonly title: string;
  readonly view: LinesView;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: readonly (readonly JsonToken[])[];
}

/** Many lines, of which only the first ones are in the page until all are wanted. */
export function PayloadLines({ title, view, bytes, text, json }: PayloadLinesProps) {
  const [isWhole, setWhole] = useState(false);
  const lines = useMemo(() => (view === "text" ? text.split("\n") : []), [view, text]);
  const count = view === "json" ? json.length : view === "hex" ? hexLines(bytes) : lines.length;
  const shown = isWhole ? count : Math.min(count, SHOWN_LINES);
  return (
    <div>
      <ScrollBox label={title} className="max-h-[32rem] px-3 py-2">
        <pre
          className={`font-mono text-xs ${view === "text" ? "whitespace-pre-wrap wrap-anywhere" : ""}`}
        >
          {view === "text" && lines.slice(0, shown).join("\n")}
          {view === "hex" &&
            Array.from({ length: shown }, (_, line) => hexLine(bytes, line)).join("\n")}
          {view === "json" &&
            json.slice(0, shown).map((line, i) => <JsonLine key={i} line={line} />)}
        </pre>
      </ScrollBox>
      {shown < count && (
        <div className="border-t px-3 py-2">
          <Button onClick={() => setWhole(true)}>Show all {formatCount(count)} lines</Button>
        </div>
      )}
    </div>
  );
}

const TOKEN_CLASSES: { readonly [Kind in JsonToken["kind"]]: string } = {
  key: "text-pending",
  text: "text-completed",
  number: "text-scheduled",
  word: "text-retrying",
  mark: "",
};

function JsonLine({ line }: { line: readonly JsonToken[] }) {
  return (
    <>
      {line.map(({ kind, text }, i) => (
        <span key={i} className={TOKEN_CLASSES[kind]}>
          {text}
        </span>
      ))}
      {"\n"}
    </>
  );
}
