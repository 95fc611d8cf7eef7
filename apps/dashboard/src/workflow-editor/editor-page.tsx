import type { Json } from "@millrace/workflow";
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useParams, useSearchParams } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { useWorkflow } from "../live/live-runs.ts";
import { classes } from "../ui/classes.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { useMediaQuery } from "../ui/media-query.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import type { StepMark } from "../workflow-graph/graph-node.ts";
import { isObject, listSteps, stepId } from "../workflow-graph/step-list.ts";
import { NEW_WORKFLOW } from "../workflows/workflow-links.ts";
import { CompareView } from "./compare-view.tsx";
import { blankText, keepDraft, readDraft } from "./draft.ts";
import { EditorActions } from "./editor-actions.ts";
import type { EditorText } from "./editor-document.ts";
import { EditorStore, useEditorState } from "./editor-store.ts";
import { EditorToolbar } from "./editor-toolbar.tsx";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { violationMarks } from "./fault-marks.ts";
import { Inspector } from "./inspector.tsx";
import { readPath } from "./json-path.ts";
import { Outline } from "./outline.tsx";
import { textOfSaved } from "./saved-text.ts";
import type { TextNote } from "./text-view.tsx";
import { useClipboard } from "./use-clipboard.ts";
import { useViolations } from "./use-violations.ts";
import { VIEWS, type View } from "./views.ts";
import { ViolationList } from "./violation-list.tsx";

const WorkflowGraph = lazy(() => import("../workflow-graph/workflow-graph.tsx"));
const DryRunPanel = lazy(() => import("./dry-run-panel.tsx"));
const TextView = lazy(() => import("./text-view.tsx"));

/** Draws a workflow, or writes it: both are the same document. */
export default function EditorPage() {
  const { name = NEW_WORKFLOW } = useParams();
  const [params] = useSearchParams();
  const asked = Number(params.get("version") ?? "");
  const isNew = name === NEW_WORKFLOW;
  const isHidden = !isNew && PAGE_SETTINGS.hidePayloads;
  // What is edited stays what it was, whatever others save meanwhile.
  const [opened, setOpened] = useState<{ readonly name: string; readonly text: EditorText }>();
  const { data: saved, error } = useWorkflow(isNew ? "" : name, asked > 0 ? asked : undefined);
  useEffect(() => {
    if (isNew) setOpened({ name, text: blankText() });
    else if (saved !== undefined) {
      setOpened((before) =>
        before?.name === name ? before : { name, text: textOfSaved(saved.definition as Json) },
      );
    }
  }, [isNew, name, saved]);
  if (opened?.name !== name || isHidden) {
    return (
      <p className="p-6 text-muted-foreground">
        {isHidden
          ? "This server keeps definitions to itself, so that a saved one cannot be changed here."
          : error === null
            ? "Loading…"
            : `The workflow cannot be read: ${reasonOf(error)}`}
      </p>
    );
  }
  return <Editor key={name} name={name} opened={opened.text} version={saved?.version} />;
}

interface EditorProps {
  /** Of the workflow as it was saved. */
  readonly name: string;
  readonly opened: EditorText;
  readonly version: number | undefined;
}

function Editor({ name: savedName, opened, version }: EditorProps) {
  const [store] = useState(() => new EditorStore(readDraft(savedName) ?? opened, opened));
  const actions = useMemo(() => new EditorActions(store), [store]);
  const state = useEditorState(store);
  const { text, format, document: read, definition, selection } = state;
  const steps = useMemo(() => listSteps(definition), [definition]);
  const violations = useViolations(state);
  const [params, setParams] = useSearchParams();
  const isWide = useMediaQuery("(min-width: 64rem)");
  const asked = VIEWS.find((view) => view === params.get("view")) ?? "canvas";
  const view =
    isWide && asked === "outline" ? "canvas" : !isWide && asked === "split" ? "text" : asked;
  const [runMarks, setRunMarks] = useState<ReadonlyMap<string, StepMark>>();
  const [compared, setCompared] = useState<{ readonly base: EditorText; readonly name: string }>();
  const isDryRun = params.get("try") === "run" && compared === undefined;
  const [shownField, setShownField] = useState<string>();
  const inspector = useRef<HTMLElement>(null);
  const { name } = isObject(definition) ? definition : {};
  usePageTitle(typeof name === "string" ? name : "Workflow");
  const isChanged = text !== store.opened.text;
  useEffect(
    () => keepDraft(savedName, isChanged ? { text, format } : undefined),
    [savedName, isChanged, text, format],
  );
  useClipboard(actions);

  const faults = useMemo(() => violationMarks(steps, violations.all), [steps, violations.all]);
  const notes = useDeferredValue(
    useMemo(
      (): readonly TextNote[] =>
        "fault" in read
          ? [{ ...read.fault, severity: "error" }]
          : violations.all.map(({ field, description }) => ({
              ...read.rangeOf(readPath(field)),
              message: description,
              severity: "error",
            })),
      [read, violations.all],
    ),
  );
  const [first] = selection;
  const shown = useMemo(() => {
    const field = shownField ?? first;
    return field === undefined ? undefined : read.rangeOf(readPath(field));
  }, [read, shownField, first]);

  const select = (ids: readonly string[]) => {
    setShownField(undefined);
    store.select(ids);
  };
  const open = () =>
    inspector.current?.querySelector<HTMLInputElement>("[data-step-name], input")?.focus();
  const showField = (field: string) => {
    const [section, step] = readPath(field);
    const id = steps.find(
      ({ id: each }) => each === stepId(String(section) as "steps", String(step)),
    )?.id;
    store.select(id === undefined ? [] : [id]);
    setShownField(field);
    if (field.startsWith("line ")) setView(isWide ? "split" : "text");
  };
  const placeCursor = (offset: number) => {
    const at = steps.findLast(({ section, name: step }) => {
      const range = read.rangeOf([section, step]);
      return range.from <= offset;
    });
    setShownField(undefined);
    store.select(at === undefined ? [] : [at.id]);
  };
  const setParam = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === undefined) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const setView = (next: View) => setParam("view", next === "canvas" ? undefined : next);

  useHotkeys({
    "Mod+z": { label: "Undo", run: () => store.undo() },
    "Mod+y": { label: "Do again", run: () => store.redo() },
    "Mod+Z": { label: "Do again", run: () => store.redo() },
    "Mod+d": { label: "Duplicate the steps", run: actions.duplicate },
    a: { label: "Add a task after the step", run: () => actions.add("task") },
    Enter: { label: "Edit the step", run: open },
    Delete: { label: "Delete the steps", run: actions.removeSelected },
    "v c": { label: "Show the canvas", run: () => setView("canvas") },
    "v t": { label: "Show the text", run: () => setView("text") },
    "v s": { label: "Show canvas and text", run: () => setView("split") },
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.altKey && event.shiftKey && event.code === "KeyT") {
        event.preventDefault();
        actions.tidy();
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [actions]);

  const isBroken = "fault" in read;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <EditorToolbar
        store={store}
        state={state}
        actions={actions}
        view={view}
        isWide={isWide}
        isDryRun={isDryRun}
        savedName={savedName}
        savedVersion={version}
        isChanged={isChanged}
        onView={setView}
        onDryRun={() => setParam("try", isDryRun ? undefined : "run")}
        onCompare={(base, other) => setCompared({ base, name: other })}
      />
      {compared && (
        <CompareView {...compared} state={state} onClose={() => setCompared(undefined)} />
      )}
      <div
        className={classes(
          "flex min-h-0 flex-1 flex-col lg:flex-row",
          compared !== undefined && "hidden",
        )}
      >
        {(isWide || view === "outline") && (
          <div className="flex min-h-0 flex-1 flex-col border-r bg-card lg:w-52 lg:flex-none">
            <Outline
              steps={steps}
              selection={selection}
              faults={faults.texts}
              actions={actions}
              onSelect={select}
              onOpen={open}
            />
          </div>
        )}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col max-lg:contents">
          <div className="flex min-h-0 min-w-0 flex-1 max-lg:contents">
            {(view === "canvas" || view === "split") && (
              <div
                className={classes(
                  "relative min-h-56 min-w-0 flex-1",
                  isBroken && "opacity-50 grayscale",
                )}
              >
                <Suspense fallback={<p className="p-3 text-muted-foreground">Loading…</p>}>
                  <WorkflowGraph
                    label="Canvas"
                    steps={steps}
                    selection={selection}
                    marks={runMarks ?? faults.marks}
                    edit={actions}
                    onSelect={select}
                    onOpen={open}
                  />
                </Suspense>
                {steps.length === 0 && <EmptyCanvas actions={actions} />}
              </div>
            )}
            {(view === "text" || view === "split") && (
              <div className="min-h-56 min-w-0 flex-1 lg:border-l">
                <Suspense fallback={<p className="p-3 text-muted-foreground">Loading…</p>}>
                  <TextView
                    text={text}
                    format={format}
                    notes={notes}
                    shown={shown}
                    onType={(next) => store.type(next)}
                    onUndo={() => store.undo()}
                    onRedo={() => store.redo()}
                    onPlace={placeCursor}
                  />
                </Suspense>
              </div>
            )}
          </div>
          <ViolationList violations={violations} onShow={showField} />
        </div>
        <aside
          ref={inspector}
          aria-label="What is selected"
          className="min-h-0 overflow-auto border-t bg-card max-lg:max-h-[45%] max-lg:shrink-0 lg:w-72 lg:border-t-0 lg:border-l"
        >
          {isDryRun ? (
            <Suspense fallback={<p className="p-3 text-muted-foreground">Loading…</p>}>
              <DryRunPanel
                key={text}
                definition={definition}
                steps={steps}
                selection={selection}
                onMarks={setRunMarks}
                onClose={() => setParam("try", undefined)}
              />
            </Suspense>
          ) : (
            <Inspector state={state} steps={steps} violations={violations} actions={actions} />
          )}
        </aside>
      </div>
    </div>
  );
}
