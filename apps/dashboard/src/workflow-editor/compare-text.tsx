import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { TextFormat } from "./editor-document.ts";
import { textLook } from "./text-look.ts";

interface CompareTextProps {
  readonly before: string;
  readonly after: string;
  readonly format: TextFormat;
}

/** What has become of a text, line by line. */
export default function CompareText({ before, after, format }: CompareTextProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: after,
        extensions: [
          textLook(format),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ "aria-label": "Differences of the texts" }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            collapseUnchanged: { margin: 4 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, format]);
  return <div ref={host} data-own-keys className="size-full min-h-0 overflow-hidden" />;
}
