import type { JobView } from "@millrace/client";
import { useState } from "react";
import { BASE_PATH } from "../api/base-path.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { enqueueByCommand, enqueueByCurl, enqueueByProgram } from "./enqueue-code.ts";

const FORMS = {
  curl: enqueueByCurl,
  "Command line": enqueueByCommand,
  TypeScript: enqueueByProgram,
} as const;

type Form = keyof typeof FORMS;

/** Shows how to enqueue a job like this one from elsewhere. */
export default function CodeDialog({ job, onClose }: { job: JobView; onClose: () => void }) {
  const [form, setForm] = useState<Form>("curl");
  const code = FORMS[form](job, serverUrl());
  return (
    <Dialog title="Enqueue one like it from elsewhere" onClose={onClose} wide>
      <div className="flex items-center justify-between gap-2">
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="sr-only">As what</legend>
          {(Object.keys(FORMS) as Form[]).map((name) => (
            <label key={name} className="flex items-center gap-2">
              <input
                type="radio"
                name="form"
                checked={name === form}
                className="size-3.5 accent-primary"
                onChange={() => setForm(name)}
              />
              {name}
            </label>
          ))}
        </fieldset>
        <CopyButton key={form} label="Copy the code" text={() => code} />
      </div>
      <ScrollBox label="Code" className="mt-3 max-h-96 rounded-md bg-muted p-2">
        <pre className="font-mono text-xs whitespace-pre-wrap wrap-anywhere">{code}</pre>
      </ScrollBox>
    </Dialog>
  );
}

/** Where the server takes jobs, as the browser sees it, without a slash at its end. */
function serverUrl(): string {
  const { root = "../" } = PAGE_SETTINGS;
  return new URL(root, new URL(BASE_PATH, location.href)).href.replace(/\/$/, "");
}
