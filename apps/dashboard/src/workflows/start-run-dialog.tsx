import { useState } from "react";
import { useLocation } from "wouter";
import { client } from "../api/client.ts";
import { refreshAll } from "../live/query-client.ts";
import { TextField } from "../ui/field.tsx";
import { notices } from "../ui/notices.ts";
import { JsonDialog } from "./json-dialog.tsx";
import { runLink } from "./workflow-links.ts";

interface StartRunDialogProps {
  readonly name: string;
  readonly version: number;
  /** An input that could be. */
  readonly sample: unknown;
  readonly onClose: () => void;
}

/** Starts a run of a workflow, and goes to it. */
export function StartRunDialog({ name, version, sample, onClose }: StartRunDialogProps) {
  const [, go] = useLocation();
  const [idKey, setIdKey] = useState("");
  const start = async (input: unknown) => {
    const { id, created } = await client.workflows.start(name, {
      version,
      input,
      ...(idKey !== "" && { idKey }),
    });
    notices.say("done", created ? `${name} has started.` : "There was a run of that key already.");
    await refreshAll();
    go(runLink(id));
  };
  return (
    <JsonDialog
      title={`Start ${name}, version ${version}`}
      label="Input"
      value={sample}
      action="Start"
      onConfirm={start}
      onClose={onClose}
    >
      <TextField
        label="Key"
        value={idKey}
        placeholder="none"
        hint="with the same key a run is started once"
        onChange={({ target }) => setIdKey(target.value)}
      />
    </JsonDialog>
  );
}
