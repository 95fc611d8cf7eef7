import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { hexLine, hexLines, textOf } from "../format/bytes.ts";
import { formatBytes, formatCount } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { type JsonToken, jsonLines, jsonText } from "./json-text.ts";

/** More lines than these are shown only if that is wanted. */
const SHOWN_LINES = 400;

type View = "json" | "text" | "hex";

const VIEW_LABELS: { readonly [Name in View]: string } = { json: "JSON", text: "Text", hex: "Hex" };

interface PayloadViewProps {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  /** What the file is called that it can be kept as. */
  readonly fileName: string;
}

/** Bytes as JSON if they are that, as text, or as they are. */
export function PayloadView({ title, bytes, contentType, fileName }: PayloadViewProps) {
  const text = useMemo(() => textOf(bytes), [bytes]);
  const json = useMemo(() => (text === undefined ? undefined : jsonLines(text)), [text]);
  const views: View[] = [
    ...(json === undefined ? [] : (["json"] as const)),
    ...(text === undefined ? [] : (["text"] as const)),
    "hex",
  ];
  const [chosen, setChosen] = useState<View>();
  const view = chosen !== undefined && views.includes(chosen) ? chosen : (views[0] as View);
  const keep = () => saveFile(fileName, bytes, contentType ?? "application/json");
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-baseline gap-x-2">
          {title}
          <span className="text-xs font-normal text-muted-foreground">
            {contentType ?? "application/json"} · {formatBytes(bytes.length)}
          </span>
        </span>
      }
      aside={
        bytes.length > 0 && (
          <div className="flex items-center gap-1">
            <fieldset className="flex rounded-md border p-0.5">
              <legend className="sr-only">{`Show the ${title.toLowerCase()} as`}</legend>
              {views.map((name) => (
                <button
                  key={name}
                  type="button"
                  aria-pressed={name === view}
                  className={`rounded px-2 text-xs font-medium ${name === view ? "bg-accent" : "text-muted-foreground hover:text-foreground"}`}
                  onClick={() => setChosen(name)}
                >
                  {VIEW_LABELS[name]}
                </button>
              ))}
            </fieldset>
            {text !== undefined && (
              <CopyButton
                label={`Copy the ${title.toLowerCase()}`}
                text={() => (view === "json" && json !== undefined ? jsonText(json) : text)}
              />
            )}
            <button
              type="button"
              aria-label={`Save the ${title.toLowerCase()} as a file`}
              title="Save as a file, byte for byte"
              className="inline-flex size-6 items-center justify-center rounded text-muted-foreground hover:bg-muted hover:text-foreground"
              onClick={keep}
            >
              <Download aria-hidden className="size-3.5" />
            </button>
          </div>
        )
      }
    >
      {bytes.length === 0 ? (
        <p className="px-3 py-2 text-muted-foreground">Empty.</p>
      ) : (
        <Lines
          key={view}
          title={title}
          view={view}
          bytes={bytes}
          text={text ?? ""}
          json={json ?? []}
        />
      )}
    </Panel>
  );
}

interface LinesProps {
  readonly title: string;
  readonly view: View;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: readonly (readonly JsonToken[])[];
}

function Lines({ title, view, bytes, text, json }: LinesProps) {
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
