import {
  Columns2,
  Download,
  FilePlus2,
  FlaskConical,
  FolderOpen,
  GitCompare,
  List,
  type LucideIcon,
  Network,
  Redo2,
  SquareCode,
  Undo2,
  WandSparkles,
} from "lucide-react";
import { useRef, useState } from "react";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { notices, reasonOf } from "../ui/notices.ts";
import { STEP_KINDS } from "../workflow-graph/step-kinds.ts";
import { isObject } from "../workflow-graph/step-list.ts";
import { CompareDialog } from "./compare-dialog.tsx";
import { blankText } from "./draft.ts";
import type { EditorActions } from "./editor-actions.ts";
import type { EditorText } from "./editor-document.ts";
import type { EditorState, EditorStore } from "./editor-store.ts";
import { ExportDialog } from "./export-dialog.tsx";
import { textOfFile } from "./open-file.ts";
import { SaveButton } from "./save-button.tsx";
import { NEW_KINDS } from "./step-commands.ts";
import type { View } from "./views.ts";

interface EditorToolbarProps {
  readonly store: EditorStore;
  readonly state: EditorState;
  readonly actions: EditorActions;
  readonly view: View;
  readonly isWide: boolean;
  readonly isDryRun: boolean;
  readonly savedName: string;
  /** Absent for a workflow that was not saved yet. */
  readonly savedVersion: number | undefined;
  readonly isChanged: boolean;
  readonly onView: (view: View) => void;
  readonly onDryRun: () => void;
  readonly onCompare: (base: EditorText, name: string) => void;
}

export function EditorToolbar(props: EditorToolbarProps) {
  const { store, state, actions, view, isWide, isDryRun, onView, onDryRun, onCompare } = props;
  const { savedName, savedVersion, isChanged } = props;
  const { definition, format, undoes, redoes } = state;
  const name = isObject(definition) ? definition["name"] : undefined;
  const file = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState<"export" | "compare">();
  const openFile = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    try {
      store.replace(`open ${chosen.name}`, await textOfFile(chosen));
    } catch (error) {
      notices.say("failed", `${chosen.name} cannot be opened: ${reasonOf(error)}`);
    }
  };
  const views: readonly [View, string, LucideIcon][] = [
    ...(isWide ? [] : ([["outline", "Outline", List]] as [View, string, LucideIcon][])),
    ["canvas", "Canvas", Network],
    ...(isWide ? ([["split", "Both", Columns2]] as [View, string, LucideIcon][]) : []),
    ["text", "Text", SquareCode],
  ];
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b bg-card px-3 py-1.5">
      <h1 className="max-w-48 truncate font-semibold">
        {typeof name === "string" && name !== "" ? name : "No name yet"}{" "}
        {savedVersion !== undefined && (
          <span className="text-xs font-normal text-muted-foreground">
            v{savedVersion}
            {isChanged && ", changed"}
          </span>
        )}
      </h1>
      <fieldset aria-label="Views" className="flex rounded-md border">
        {views.map(([each, label, Icon]) => (
          <button
            key={each}
            type="button"
            aria-pressed={view === each}
            className={classes(
              "inline-flex h-8 items-center gap-1.5 px-2 text-xs font-medium first:rounded-l-md last:rounded-r-md",
              view === each ? "bg-accent" : "text-muted-foreground hover:bg-muted",
            )}
            onClick={() => onView(each)}
          >
            <Icon aria-hidden className="size-3.5" />
            {label}
          </button>
        ))}
      </fieldset>
      {!isWide && (
        <fieldset aria-label="Add a step" className="flex">
          {NEW_KINDS.map((kind) => {
            const { label, icon, does } = STEP_KINDS[kind];
            return (
              <Tool
                key={kind}
                icon={icon}
                label={`Add ${label.toLowerCase()}`}
                title={`${label}: ${does}`}
                onClick={() => actions.add(kind)}
              />
            );
          })}
        </fieldset>
      )}
      <fieldset aria-label="History" className="flex">
        <Tool
          icon={Undo2}
          label="Undo"
          title={undoes === undefined ? "Undo (Ctrl Z)" : `Undo: ${undoes} (Ctrl Z)`}
          disabled={undoes === undefined}
          onClick={() => store.undo()}
        />
        <Tool
          icon={Redo2}
          label="Do again"
          title={redoes === undefined ? "Do again (Ctrl Y)" : `Do again: ${redoes} (Ctrl Y)`}
          disabled={redoes === undefined}
          onClick={() => store.redo()}
        />
        <Tool
          icon={WandSparkles}
          label="Tidy"
          title="Put the steps in the order in which they run (Shift Alt T)"
          onClick={actions.tidy}
        />
      </fieldset>
      <div className="ml-auto flex flex-wrap items-center gap-x-1.5 gap-y-1">
        <select
          aria-label="Format of the text"
          className="h-8 rounded-md border border-input bg-background px-1 text-xs"
          value={format}
          onChange={({ target }) => store.setFormat(target.value as typeof format)}
        >
          <option value="yaml">YAML</option>
          <option value="json">JSON</option>
        </select>
        {savedVersion === undefined && (
          <Tool
            icon={FilePlus2}
            label="New"
            title="Begin a new workflow; this one can be had back by undo"
            onClick={() => store.replace("new workflow", blankText())}
          />
        )}
        <Tool
          icon={FolderOpen}
          label="Open"
          title="Open a file: JSON or YAML"
          onClick={() => file.current?.click()}
        />
        <input
          ref={file}
          type="file"
          aria-label="File to open"
          accept=".json,.yaml,.yml"
          className="hidden"
          onChange={({ target }) => {
            void openFile(target.files?.[0]);
            target.value = "";
          }}
        />
        <Tool
          icon={GitCompare}
          label="Compare"
          title="Compare with what was opened, a file or a text"
          onClick={() => setAsked("compare")}
        />
        <Button
          icon={FlaskConical}
          look={isDryRun ? "primary" : "plain"}
          aria-pressed={isDryRun}
          onClick={onDryRun}
        >
          Dry run
        </Button>
        <Button icon={Download} onClick={() => setAsked("export")}>
          Export
        </Button>
      </div>
      {!PAGE_SETTINGS.readOnly && (
        <SaveButton
          store={store}
          state={state}
          savedName={savedName}
          savedVersion={savedVersion}
          isChanged={isChanged}
        />
      )}
      {asked === "export" && <ExportDialog state={state} onClose={() => setAsked(undefined)} />}
      {asked === "compare" && (
        <CompareDialog
          opened={store.opened}
          name={savedName}
          version={savedVersion}
          onCompare={onCompare}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly title: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon: Icon, label, ...button }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground disabled:opacity-40"
      {...button}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
}
