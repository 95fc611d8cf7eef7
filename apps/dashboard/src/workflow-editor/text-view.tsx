import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { TextFormat, TextRange } from "./editor-document.ts";
import { textLook } from "./text-look.ts";

/** Something to tell at a place of the text. */
export interface TextNote extends TextRange {
  readonly message: string;
  readonly severity: "error" | "warning";
}

interface TextViewProps {
  readonly text: string;
  readonly format: TextFormat;
  readonly notes: readonly TextNote[];
  /** What is to be in sight. */
  readonly shown?: TextRange | undefined;
  readonly onType: (text: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** Where the cursor was put. */
  readonly onPlace: (offset: number) => void;
}

const FromOutside = Annotation.define<true>();

/** The definition as text. Its history is that of the whole editor, so it keeps none. */
export default function TextView(props: TextViewProps) {
  const { text, format, notes, shown } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const language = useRef(new Compartment());
  useEffect(() => {
    if (host.current === null) return;
    // Here its styles are adopted; in the page itself they would be an element, which the policy forbids.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const { text: doc, format: first } = latest.current;
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc,
        extensions: [
          language.current.of(languageOf(first)),
          keymap.of([
            { key: "Mod-z", run: () => did(latest.current.onUndo), preventDefault: true },
            { key: "Mod-y", run: () => did(latest.current.onRedo), preventDefault: true },
            { key: "Mod-Shift-z", run: () => did(latest.current.onRedo), preventDefault: true },
          ]),
          EXTENSIONS,
          EditorView.updateListener.of((update) => {
            if (update.transactions.some((change) => change.annotation(FromOutside))) return;
            if (update.docChanged) latest.current.onType(update.state.doc.toString());
            if (update.selectionSet || update.docChanged) {
              latest.current.onPlace(update.state.selection.main.head);
            }
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    view.current?.dispatch({
      effects: language.current.reconfigure(languageOf(format)),
      annotations: FromOutside.of(true),
    });
  }, [format]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    const changes = changeBetween(current.state.doc.toString(), text);
    if (changes !== undefined) current.dispatch({ changes, annotations: FromOutside.of(true) });
  }, [text]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    const { length } = current.state.doc;
    const diagnostics = notes.map(
      ({ from, to, message, severity }): Diagnostic => ({
        from: Math.min(from, length),
        to: Math.min(to, length),
        message,
        severity,
      }),
    );
    current.dispatch(setDiagnostics(current.state, diagnostics));
  }, [notes]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined || shown === undefined || current.hasFocus) return;
    const { length } = current.state.doc;
    const anchor = Math.min(shown.from, length);
    current.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
      annotations: FromOutside.of(true),
    });
  }, [shown]);
  return <div ref={host} data-own-keys className="size-full min-h-0 overflow-hidden" />;
}

function did(run: () => void): true {
  run();
  return true;
}

function languageOf(format: TextFormat): Extension {
  const label = EditorView.contentAttributes.of({
    "aria-label": `Definition as ${format.toUpperCase()}`,
  });
  return [textLook(format), label];
}

/** The one part in which `after` differs, so that the cursor stays where it is. */
function changeBetween(before: string, after: string) {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let end = 0;
  while (end < shorter - from && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

const EXTENSIONS: Extension = [
  lintGutter(),
  indentOnInput(),
  bracketMatching(),
  EditorState.tabSize.of(2),
  keymap.of([...defaultKeymap, indentWithTab]),
];
