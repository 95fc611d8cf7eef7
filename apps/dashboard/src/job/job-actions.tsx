import type { JobView } from "@millrace/client";
import { canMove } from "@millrace/core";
import { Ban, Code, CopyPlus, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { textOf } from "../format/bytes.ts";
import { changeJobs } from "../jobs/change-jobs.ts";
import ConfirmChange from "../jobs/confirm-change.tsx";
import { jobsLink } from "../jobs/jobs-link.ts";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { notices, reasonOf } from "../ui/notices.ts";
import { useAction } from "../ui/use-action.ts";
import { MendDialog } from "./mend-dialog.tsx";
import { isMendedInPlace } from "./mend-job.ts";

const CodeDialog = lazy(() => import("./code-dialog.tsx"));

type Question = "cancel" | "delete" | "mend" | "copy" | "code";

/** What can be done to the job, by the one table of the moves that there are. */
export function JobActions({ job }: { job: JobView }) {
  const [asked, setAsked] = useState<Question>();
  const { run } = useAction();
  const [, go] = useLocation();
  const { id, type, status } = job;
  const { readOnly, hidePayloads } = PAGE_SETTINGS;
  const text = hidePayloads ? undefined : textOf(job.payload);
  const may = {
    retry: !readOnly && canMove(status, "redrive"),
    cancel: !readOnly && canMove(status, "cancel") && !job.cancelRequested,
    delete: !readOnly && canMove(status, "delete"),
    mend: !readOnly && text !== undefined && status !== "RUNNING",
    start: !readOnly && (status === "SCHEDULED" || status === "RETRYING"),
    copy: !readOnly && text !== undefined,
    code: !hidePayloads,
  };
  const retry = () => {
    if (may.retry) void changeJobs("retry", [id]);
  };
  const start = () => {
    if (may.start) void run(() => client.update(id, { delay: 0 }), "The job is due now.");
  };
  const ask = (what: Question) => {
    if (may[what]) setAsked(what);
  };
  const remove = async () => {
    setAsked(undefined);
    const deleted = await changeJobs("delete", [id]);
    if (deleted === 1) go(jobsLink({ type, status }));
  };
  useHotkeys({
    r: { label: "Retry the job", run: retry },
    c: { label: "Cancel the job", run: () => ask("cancel") },
    e: { label: "Edit its payload", run: () => ask("mend") },
    n: { label: "Run the job now", run: start },
    d: { label: "Enqueue one like it", run: () => ask("copy") },
    Delete: { label: "Delete the job", run: () => ask("delete") },
    y: { label: "Copy the address of this page", run: () => void copyAddress() },
  });
  const close = () => setAsked(undefined);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {may.retry && (
        <Button icon={RotateCcw} look="primary" hotkey="r" onClick={retry}>
          Retry
        </Button>
      )}
      {may.mend && (
        <Button icon={Pencil} hotkey="e" onClick={() => ask("mend")}>
          {isMendedInPlace(job) ? "Edit" : "Mend and retry"}
        </Button>
      )}
      {may.copy && (
        <Button icon={CopyPlus} hotkey="d" onClick={() => ask("copy")}>
          Duplicate
        </Button>
      )}
      {may.cancel && (
        <Button icon={Ban} hotkey="c" onClick={() => ask("cancel")}>
          Cancel
        </Button>
      )}
      {may.delete && (
        <Button icon={Trash2} look="danger" hotkey="Delete" onClick={() => ask("delete")}>
          Delete
        </Button>
      )}
      {may.code && (
        <Button icon={Code} look="quiet" aria-label="As code" onClick={() => ask("code")} />
      )}
      {asked === "code" && (
        <Suspense>
          <CodeDialog job={job} onClose={close} />
        </Suspense>
      )}
      {(asked === "mend" || asked === "copy") && text !== undefined && (
        <MendDialog
          job={job}
          text={text}
          isCopy={asked === "copy"}
          onClose={close}
          onMended={(mended) => {
            close();
            notices.say(
              "done",
              mended === id ? "The payload was changed." : "A new job has this payload.",
            );
            if (mended !== id) go(`/jobs/${mended}`);
          }}
        />
      )}
      {asked === "cancel" && (
        <ConfirmChange
          kind="cancel"
          count={1}
          onClose={close}
          onConfirm={() => {
            close();
            void changeJobs("cancel", [id]);
          }}
        />
      )}
      {asked === "delete" && (
        <ConfirmChange kind="delete" count={1} onClose={close} onConfirm={() => void remove()} />
      )}
    </div>
  );
}

async function copyAddress(): Promise<void> {
  try {
    await copyText(location.href);
    notices.say("done", "The address of this page was copied.");
  } catch (error) {
    notices.say("failed", `Not copied: ${reasonOf(error)}`);
  }
}
