import type { Json } from "@millrace/workflow";
import { useQuery } from "@tanstack/react-query";
import { Copy, Save } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";
import { Dialog } from "../ui/dialog.tsx";
import { notices, reasonOf } from "../ui/notices.ts";
import { saveFile } from "../ui/save-file.ts";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { isObject } from "../workflow-graph/step-list.ts";
import type { TextFormat } from "./editor-document.ts";
import type { EditorState } from "./editor-store.ts";
import { writeText } from "./write-document.ts";

type ExportFormat = TextFormat | "ts";

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ["json", "JSON"],
  ["yaml", "YAML"],
  ["ts", "TypeScript"],
];

/** The definition as a text to take elsewhere. */
export function ExportDialog({ state, onClose }: { state: EditorState; onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>(state.format);
  const { definition } = state;
  const source = useTypeScript(format === "ts" ? definition : undefined);
  // What is edited is given as it is, with its comments.
  const own = format === state.format ? state.text : undefined;
  const text = own ?? (format === "ts" ? source.text : writeText(definition, format));
  const name = isObject(definition) ? definition["name"] : undefined;
  const copy = async () => {
    try {
      await copyText(text);
      notices.say("done", "Copied.");
    } catch (error) {
      notices.say("failed", `Not copied: ${reasonOf(error)}`);
    }
  };
  return (
    <Dialog title="Export" onClose={onClose} wide>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset aria-label="Format" className="flex flex-1 gap-1">
          {FORMATS.map(([each, label]) => (
            <Button
              key={each}
              look={each === format ? "plain" : "quiet"}
              aria-pressed={each === format}
              onClick={() => setFormat(each)}
            >
              {label}
            </Button>
          ))}
        </fieldset>
        <Button icon={Copy} disabled={text === ""} onClick={() => void copy()}>
          Copy
        </Button>
        <Button
          icon={Save}
          look="primary"
          onClick={() =>
            saveFile(`${typeof name === "string" ? name : "workflow"}.${format}`, text)
          }
        >
          Save
        </Button>
      </div>
      <ScrollBox
        label="The definition"
        className="mt-3 max-h-[60dvh] rounded-md border bg-background p-3"
      >
        {source.failure === undefined ? (
          <pre className="font-mono text-xs">{text}</pre>
        ) : (
          <p role="alert" className="text-failed wrap-anywhere">
            {source.failure}
          </p>
        )}
      </ScrollBox>
    </Dialog>
  );
}

/** The builder's calls that make a definition; what writes them is loaded for that. */
function useTypeScript(definition: Json | undefined): {
  readonly text: string;
  readonly failure?: string;
} {
  const { data, error } = useQuery({
    queryKey: ["typescript", definition],
    queryFn: async () =>
      (await import("./typescript-source.ts")).typeScriptSource(definition ?? {}),
    enabled: definition !== undefined,
  });
  const failure = definition !== undefined && error !== null ? reasonOf(error) : undefined;
  return { text: data ?? "", ...(failure !== undefined && { failure }) };
}
