import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { TextFormat } from "./editor-document.ts";

/** How a definition looks as text. */
export function textLook(format: TextFormat): Extension {
  return [
    format === "json" ? json() : yaml(),
    lineNumbers(),
    drawSelection(),
    highlightActiveLine(),
    syntaxHighlighting(COLOURS),
    LOOK,
  ];
}

const LOOK = EditorView.theme({
  "&": { height: "100%", color: "var(--foreground)", backgroundColor: "var(--background)" },
  "&.cm-focused": { outline: "2px solid var(--ring)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono, monospace)",
    fontSize: "0.75rem",
    lineHeight: "1.5",
  },
  ".cm-content": { caretColor: "var(--foreground)" },
  ".cm-cursor": { borderLeftColor: "var(--foreground)" },
  ".cm-gutters": {
    backgroundColor: "var(--background)",
    color: "var(--muted-foreground)",
    borderRight: "1px solid var(--border)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--accent) 55%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    {
      background: "color-mix(in oklab, var(--ring) 30%, transparent) !important",
    },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": {
    backgroundColor: "color-mix(in oklab, var(--completed) 10%, transparent)",
  },
  "&.cm-merge-b .cm-changedText": {
    background: "color-mix(in oklab, var(--completed) 16%, transparent)",
  },
  ".cm-deletedChunk": {
    backgroundColor: "color-mix(in oklab, var(--failed) 8%, transparent)",
  },
  ".cm-deletedChunk .cm-deletedText": {
    background: "none",
    textDecoration: "line-through",
  },
  ".cm-collapsedLines": {
    background: "var(--muted)",
    color: "var(--muted-foreground)",
    "&:before, &:after": { content: '""' },
  },
  ".cm-tooltip": {
    backgroundColor: "var(--card)",
    color: "var(--foreground)",
    border: "1px solid var(--border)",
    borderRadius: "6px",
    maxWidth: "32rem",
  },
  ".cm-diagnostic": { fontFamily: "system-ui, sans-serif", fontSize: "0.8125rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--failed)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--retrying)" },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--primary)" },
  { tag: tags.string, color: "var(--completed)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--scheduled)" },
  { tag: tags.comment, color: "var(--muted-foreground)", fontStyle: "italic" },
]);
