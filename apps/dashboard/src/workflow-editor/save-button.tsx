import type { PutWorkflowResult } from "@millrace/core";
import { Save } from "lucide-react";
import { useLocation } from "wouter";
import { client } from "../api/client.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { notices, reasonOf } from "../ui/notices.ts";
import { editorLink, workflowLink } from "../workflows/workflow-links.ts";
import { keepDraft } from "./draft.ts";
import type { EditorState, EditorStore } from "./editor-store.ts";
import { definitionToSave } from "./saved-text.ts";

interface SaveButtonProps {
  readonly store: EditorStore;
  readonly state: EditorState;
  readonly savedName: string;
  readonly savedVersion: number | undefined;
  readonly isChanged: boolean;
}

/** Saves the workflow as its next version. */
export function SaveButton({ store, state, savedName, savedVersion, isChanged }: SaveButtonProps) {
  const [, go] = useLocation();
  const { document, definition } = state;
  const isReady = "definition" in document && (isChanged || savedVersion === undefined);
  const save = async () => {
    if (!isReady) return;
    try {
      const put = await client.workflows.put(definitionToSave(definition, state));
      // Other comments alone make no version: they stay in the draft.
      if (put.created || put.name !== savedName) {
        store.saved();
        keepDraft(savedName, undefined);
      }
      notices.say("done", wordsFor(put), { href: workflowLink(put.name), label: "Start a run" });
      await refreshAll();
      if (put.name !== savedName) go(editorLink(put.name));
    } catch (error) {
      notices.say("failed", reasonOf(error));
    }
  };
  useHotkeys({ "Mod+s": { label: "Save the workflow", run: () => void save() } });
  return (
    <Button icon={Save} look="primary" disabled={!isReady} onClick={() => void save()}>
      Save
    </Button>
  );
}

function wordsFor({ name, version, created }: PutWorkflowResult): string {
  if (created) return `${name} was saved as version ${version}.`;
  return `${name} says what version ${version} says; there is nothing new to save.`;
}
