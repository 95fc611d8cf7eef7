import { isFinalRun, type Run } from "@millrace/core";
import type { Json } from "@millrace/workflow";
import { CircleStop, Pause, Play, RotateCcw, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { hex } from "../format/bytes.ts";
import { useWorkflow } from "../live/live-runs.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { notices } from "../ui/notices.ts";
import { useAction } from "../ui/use-action.ts";
import { isObject, listSteps } from "../workflow-graph/step-list.ts";
import { JsonDialog } from "./json-dialog.tsx";
import { runLink } from "./workflow-links.ts";

/** What can be done to a run as it is. */
export function RunActions({ run }: { run: Run }) {
  const { id, status, counts } = run;
  const { workflows } = client;
  const [, go] = useLocation();
  const [asked, setAsked] = useState<"signal" | "cancel" | "delete">();
  const { isBusy, run: act } = useAction();
  const isOver = isFinalRun(status);
  const isFailed = isOver && status !== "COMPLETED";
  const rerun = () => act(() => workflows.rerun(id), "What has not completed runs again.");
  const again = async () => {
    const { input } = run;
    const started = await workflows.start(run.workflow, { version: run.version, input });
    go(runLink(started.id));
  };
  useHotkeys({
    r: { label: "Run again what has failed", run: () => void (isFailed && rerun()) },
    c: { label: "Cancel the run", run: () => setAsked(isOver ? undefined : "cancel") },
  });
  const close = () => setAsked(undefined);
  const remove = async () => {
    if (await act(() => workflows.deleteRun(id), "The run was deleted.")) go("/workflows");
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isFailed && (
        <Button
          icon={RotateCcw}
          look="primary"
          hotkey="r"
          disabled={isBusy}
          onClick={() => void rerun()}
        >
          Run again what has failed
        </Button>
      )}
      {isOver && (
        <>
          {/* It takes the input, which the page may not know. */}
          {!PAGE_SETTINGS.hidePayloads && (
            <Button
              icon={Play}
              disabled={isBusy}
              onClick={() => void act(again, "A new run has started.")}
            >
              Start anew
            </Button>
          )}
          <Button icon={Trash2} look="danger" onClick={() => setAsked("delete")}>
            Delete
          </Button>
        </>
      )}
      {!isOver && (
        <Button icon={Send} onClick={() => setAsked("signal")}>
          Signal
        </Button>
      )}
      {status === "RUNNING" && (
        <Button
          icon={Pause}
          disabled={isBusy}
          onClick={() => void act(() => workflows.pauseRun(id), "No further step starts.")}
        >
          Pause
        </Button>
      )}
      {status === "PAUSED" && (
        <Button
          icon={Play}
          look="primary"
          disabled={isBusy}
          onClick={() => void act(() => workflows.resumeRun(id), "The run goes on.")}
        >
          Resume
        </Button>
      )}
      {!isOver && status !== "CANCELLING" && (
        <Button icon={CircleStop} look="danger" hotkey="c" onClick={() => setAsked("cancel")}>
          Cancel
        </Button>
      )}
      {asked === "signal" && <SignalDialog run={run} onClose={close} />}
      {asked === "cancel" && (
        <CancelDialog
          isBusy={isBusy}
          waiting={(counts.STARTED ?? 0) + (counts.BLOCKED ?? 0)}
          onCancel={(reason) => {
            close();
            const options = reason === "" ? {} : { reason };
            void act(() => workflows.cancelRun(id, options), "The run is being cancelled.");
          }}
          onClose={close}
        />
      )}
      {asked === "delete" && (
        <Dialog title="Delete the run?" onClose={close}>
          <p>Its jobs, results and history are forgotten for good.</p>
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={close}>Keep it</Button>
            <Button look="danger" data-autofocus disabled={isBusy} onClick={() => void remove()}>
              Delete
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function SignalDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const { data: workflow } = useWorkflow(run.workflow, run.version);
  const [typed, setTyped] = useState<string>();
  // The same for each attempt to send it, so that the run takes it once.
  const [signalId] = useState(newSignalId);
  const name = typed ?? awaitedSignal(run, workflow?.definition) ?? "";
  const send = async (payload: unknown) => {
    await client.workflows.signalRun(run.id, name, payload, { signalId });
    notices.say("done", `${name} was sent.`);
    await refreshAll();
  };
  return (
    <JsonDialog
      title="Send a signal"
      label="Payload"
      value={null}
      action="Send"
      onConfirm={send}
      onClose={onClose}
    >
      <TextField
        label="Signal"
        required
        value={name}
        hint="the next step that awaits one of the name takes it, now or later"
        onChange={({ target }) => setTyped(target.value)}
      />
    </JsonDialog>
  );
}

/** Random, also where the page came by plain HTTP and browsers make no UUID. */
function newSignalId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(hex).join("");
}

/** The signal that a step of the run waits for. */
function awaitedSignal(run: Run, definition: unknown): string | undefined {
  const waiting = run.steps?.filter(({ kind, status }) => kind === "await" && status === "STARTED");
  const step = listSteps((definition ?? {}) as Json).find(({ name }) =>
    waiting?.some((each) => each.name === name),
  );
  const settings = step?.value["await"];
  const signal = isObject(settings) ? settings["signal"] : undefined;
  return typeof signal === "string" ? signal : undefined;
}

interface CancelDialogProps {
  readonly isBusy: boolean;
  readonly waiting: number;
  readonly onCancel: (reason: string) => void;
  readonly onClose: () => void;
}

function CancelDialog({ isBusy, waiting, onCancel, onClose }: CancelDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog title="Cancel the run?" onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onCancel(reason);
        }}
      >
        <p>
          {waiting === 1 ? "One step has" : `${waiting} steps have`} not ended. What waits is
          cancelled, what runs is asked to stop, then the steps of “finally” run.
        </p>
        <TextField
          label="Why"
          value={reason}
          placeholder="for the history"
          onChange={({ target }) => setReason(target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Let it go on</Button>
          <Button look="danger" type="submit" disabled={isBusy}>
            Cancel the run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
