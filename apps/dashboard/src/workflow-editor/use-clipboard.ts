import { useEffect } from "react";
import { isTyping } from "../ui/hotkeys.ts";
import type { EditorActions } from "./editor-actions.ts";

/** Has the keys of the clipboard be about steps, which go there as text. */
export function useClipboard(actions: EditorActions): void {
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const isOfText = isTyping(event.target) || getSelection()?.isCollapsed === false;
      const text = isOfText ? undefined : actions.copied();
      if (text === undefined) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
      if (event.type === "cut") actions.removeSelected();
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      actions.paste(event.clipboardData?.getData("text/plain") ?? "");
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", copy);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", copy);
      document.removeEventListener("paste", paste);
    };
  }, [actions]);
}
