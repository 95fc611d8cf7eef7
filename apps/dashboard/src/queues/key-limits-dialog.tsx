import type { ConcurrencyKey } from "@millrace/core";
import { useState } from "react";
import { client } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";
import { useAction } from "../ui/use-action.ts";
import { type KeyLimitsForm, toKeyForm, toKeyLimits } from "./key-limits-form.ts";

interface KeyLimitsDialogProps {
  readonly type: string;
  readonly concurrencyKey: ConcurrencyKey;
  readonly onClose: () => void;
}

/** What holds for one concurrency key of a queue. */
export function KeyLimitsDialog({ type, concurrencyKey, onClose }: KeyLimitsDialogProps) {
  const { key, limits = {} } = concurrencyKey;
  const [form, setForm] = useState(() => toKeyForm(limits));
  const [fault, setFault] = useState<string>();
  const { isBusy, run } = useAction();
  const submit = async () => {
    try {
      const wanted = toKeyLimits(form);
      setFault(undefined);
      const set = () => client.queues.setKeyLimits(type, key, wanted);
      if (await run(set, `The limits of the key ${key} are set.`)) onClose();
    } catch (error) {
      setFault(reasonOf(error));
    }
  };
  const field = (name: keyof KeyLimitsForm) => ({
    value: form[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setForm((before) => ({ ...before, [name]: target.value })),
  });
  return (
    <Dialog title={`Limits of the key ${key}`} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>They act at once. In an empty field, what the queue says of all keys holds.</p>
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label="Run at most"
            inputMode="numeric"
            data-autofocus
            {...field("maxRunning")}
          />
          <TextField label="Turns for one of another key" {...field("weight")} />
        </div>
        <div className="grid grid-cols-3 items-start gap-3">
          <TextField label="Start at most" inputMode="numeric" {...field("starts")} />
          <TextField label="in" {...field("period")} />
          <TextField label="At once" inputMode="numeric" {...field("burst")} />
        </div>
        {fault !== undefined && (
          <p role="alert" className="text-failed wrap-anywhere">
            {fault}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave them</Button>
          <Button look="primary" type="submit" disabled={isBusy}>
            Set
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
