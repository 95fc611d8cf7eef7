import { Download } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { hexDigits, textOf } from "../format/bytes.ts";
import { formatBytes } from "../format/numbers.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";
import { jsonLines, jsonText } from "./json-text.ts";
import { type LinesView, PayloadLines } from "./payload-lines.tsx";

const ProtobufView = lazy(() => import("../protobuf/protobuf-view.tsx"));

type View = LinesView | "protobuf";

const VIEW_LABELS: { readonly [Name in View]: string } = {
  json: "JSON",
  text: "Text",
  protobuf: "Protobuf",
  hex: "Hex",
};

interface PayloadViewProps {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  /** What the file is called that it can be kept as. */
  readonly fileName: string;
  /** Whose bytes they are: the browser remembers of what type such messages of Protobuf are. */
  readonly of: string;
}

/** Bytes as JSON if they are that, as text, as a message of Protobuf, or as they are. */
export function PayloadView({ title, bytes, contentType, fileName, of }: PayloadViewProps) {
  const text = useMemo(() => textOf(bytes), [bytes]);
  const json = useMemo(() => (text === undefined ? undefined : jsonLines(text)), [text]);
  const views: View[] = [
    ...(json === undefined ? [] : (["json"] as const)),
    ...(text === undefined ? [] : (["text"] as const)),
    ...(json === undefined ? (["protobuf"] as const) : []),
    "hex",
  ];
  // A short message can look like a text.
  const usual = contentType?.includes("proto") && json === undefined ? "protobuf" : views[0];
  const [chosen, setChosen] = useState<View>();
  const view = chosen !== undefined && views.includes(chosen) ? chosen : (usual as View);
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
            <CopyButton
              label={`Copy the ${title.toLowerCase()}`}
              text={() => {
                if (view === "json" && json !== undefined) return jsonText(json);
                return view === "text" && text !== undefined ? text : hexDigits(bytes);
              }}
            />
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
      ) : view === "protobuf" ? (
        <Suspense>
          <ProtobufView title={title} bytes={bytes} contentType={contentType} of={of} />
        </Suspense>
      ) : (
        <PayloadLines
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
