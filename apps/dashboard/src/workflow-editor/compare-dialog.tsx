import type { Json } from "@millrace/workflow";
import { FolderOpen } from "lucide-react";
import { useRef, useState } from "react";
import { client } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { AreaField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";
import { type EditorText, readDocument } from "./editor-document.ts";
import { textOfFile } from "./open-file.ts";
import { textOfSaved } from "./saved-text.ts";

interface CompareDialogProps {
  /** As it was when the page was opened, or when it was opened or saved. */
  readonly opened: EditorText;
  readonly name: string;
  /** The version that is edited, and before which there are others. */
  readonly version: number | undefined;
  readonly onCompare: (base: EditorText, name: string) => void;
  readonly onClose: () => void;
}

/** Asks with what the definition is to be compared. */
export function CompareDialog(props: CompareDialogProps) {
  const { opened, name, version = 0, onCompare, onClose } = props;
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const compare = (base: EditorText, other: string) => {
    const document = readDocument(base);
    if ("fault" in document) {
      setFailure(`line ${document.fault.line}: ${document.fault.message}`);
    } else {
      onCompare(base, other);
      onClose();
    }
  };
  const openVersion = async (chosen: number) => {
    try {
      const { definition } = await client.workflows.get(name, chosen);
      compare(textOfSaved(definition as Json), `version ${chosen}`);
    } catch (error) {
      setFailure(reasonOf(error));
    }
  };
  const openFile = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    try {
      compare(await textOfFile(chosen), chosen.name);
    } catch (error) {
      setFailure(reasonOf(error));
    }
  };
  return (
    <Dialog title="Compare with" onClose={onClose} wide>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-2">
          <Button data-autofocus onClick={() => compare(opened, "what was opened")}>
            What was opened
          </Button>
          <Button icon={FolderOpen} onClick={() => file.current?.click()}>
            A file
          </Button>
          {version > 0 && (
            <select
              aria-label="Version to compare with"
              className="h-8 rounded-md border border-input bg-background px-2"
              value=""
              onChange={({ target }) => void openVersion(Number(target.value))}
            >
              <option value="">A version…</option>
              {Array.from({ length: version }, (_, i) => version - i).map((each) => (
                <option key={each} value={each}>
                  Version {each}
                </option>
              ))}
            </select>
          )}
          <input
            ref={file}
            type="file"
            aria-label="File to compare with"
            accept=".json,.yaml,.yml"
            className="hidden"
            onChange={({ target }) => void openFile(target.files?.[0])}
          />
        </div>
        <AreaField
          label="Or a definition, as JSON or YAML"
          rows={10}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <p role="status" className="text-failed wrap-anywhere">
          {failure}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave it</Button>
          <Button
            look="primary"
            disabled={text.trim() === ""}
            onClick={() => compare({ text, format: "yaml" }, "what was pasted")}
          >
            Compare
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
