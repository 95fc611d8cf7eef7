import type { JobView } from "@millrace/client";
import { JSON_TYPE } from "@millrace/core";
import { useId, useState } from "react";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { reasonOf } from "../ui/notices.ts";
import { jsonLines, jsonText } from "./json-text.ts";
import { isMendedInPlace, mendJob } from "./mend-job.ts";

interface MendDialogProps {
  readonly job: JobView;
  /** The payload as text. */
  readonly text: string;
  /** Whether it is for another job, beside this one. */
  readonly isCopy: boolean;
  readonly onClose: () => void;
  /** Called with the id of the job that has the new payload. */
  readonly onMended: (id: string) => void;
}

/** Lets people change the payload of a job, and run it with that. */
export function MendDialog({ job, text, isCopy, onClose, onMended }: MendDialogProps) {
  const pretty = jsonLines(text);
  const [payload, setPayload] = useState(pretty === undefined ? text : jsonText(pretty));
  const [isReplaced, setReplaced] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  // A page over plain HTTP has no random UUIDs.
  const [attempt] = useState(() => Date.now().toString(36));
  const areaId = useId();
  const errorId = useId();
  const isInPlace = !isCopy && isMendedInPlace(job);
  const fault = (job.contentType ?? JSON_TYPE) === JSON_TYPE ? jsonFault(payload) : undefined;
  const error = failure ?? fault;
  const save = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const mended = await mendJob(job, payload, { isCopy, isReplaced, attempt });
      onMended(mended);
      await refreshAll(mended === job.id ? [] : [job.id]);
    } catch (reason) {
      setFailure(reasonOf(reason));
      setBusy(false);
    }
  };
  return (
    <Dialog title={titleOf(isCopy, isInPlace)} onClose={onClose} wide>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === undefined) void save();
        }}
      >
        <label htmlFor={areaId} className="font-medium">
          Payload
        </label>
        <textarea
          id={areaId}
          data-autofocus
          spellCheck={false}
          rows={Math.min(24, Math.max(8, payload.split("\n").length + 1))}
          value={payload}
          aria-invalid={error !== undefined}
          aria-describedby={errorId}
          className="w-full rounded-md border border-input bg-background p-2 font-mono text-xs"
          onChange={({ target }) => {
            setPayload(target.value);
            setFailure(undefined);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.currentTarget.form?.requestSubmit();
            }
          }}
        />
        <p id={errorId} role="status" className="text-failed wrap-anywhere empty:hidden">
          {error}
        </p>
        {!isInPlace && (
          <p className="text-muted-foreground">
            A new job of the type {job.type} runs with this payload and all the options of this one.
          </p>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">
          {!isInPlace && !isCopy && (
            <label className="mr-auto flex items-center gap-2">
              <input
                type="checkbox"
                checked={isReplaced}
                className="size-3.5 accent-primary"
                onChange={({ target }) => setReplaced(target.checked)}
              />
              Forget this one
            </label>
          )}
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" disabled={isBusy || fault !== undefined}>
            {isInPlace ? "Save" : isCopy ? "Enqueue it" : "Run it"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function titleOf(isCopy: boolean, isInPlace: boolean): string {
  if (isCopy) return "Enqueue one like it";
  return isInPlace ? "Edit the payload" : "Mend and run again";
}

function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is no JSON: ${reasonOf(error)}`;
  }
}
