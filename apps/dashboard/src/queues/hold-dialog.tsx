import { useState } from "react";
import { client } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { useAction } from "../ui/use-action.ts";

const TEXTS = {
  pause: {
    title: "Pause",
    text: "No job of it starts until it is resumed. What runs goes on, and jobs are enqueued as before.",
    done: "was paused",
  },
  drain: {
    title: "Drain",
    text: "It takes no new jobs until it is resumed, and works off those that are there.",
    done: "is being drained",
  },
} as const;

interface HoldDialogProps {
  readonly type: string;
  readonly kind: keyof typeof TEXTS;
  readonly onClose: () => void;
}

/** Asks why a queue is held up, and by whom: the next one who looks will want to know. */
export function HoldDialog({ type, kind, onClose }: HoldDialogProps) {
  const [reason, setReason] = useState("");
  const [by, setBy] = useState("");
  const { isBusy, run } = useAction();
  const { title, text, done } = TEXTS[kind];
  const submit = async () => {
    const hold = { reason: reason.trim(), by: by.trim() };
    const isDone = await run(() => client.queues[kind](type, hold), `The queue ${type} ${done}.`);
    if (isDone) onClose();
  };
  return (
    <Dialog title={`${title} ${type}?`} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{text}</p>
        <TextField
          label="Why"
          data-autofocus
          maxLength={1_024}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <TextField
          label="Who you are"
          maxLength={256}
          value={by}
          onChange={({ target }) => setBy(target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" disabled={isBusy}>
            {title}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
