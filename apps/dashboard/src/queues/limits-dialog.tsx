import type { Queue } from "@millrace/client";
import type { KeyOnFailure, KeyOrder } from "@millrace/core";
import { useState } from "react";
import { client } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SelectField, TextField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";
import { useAction } from "../ui/use-action.ts";
import { type LimitsForm, toForm, toLimits } from "./limits-form.ts";

const KEY_ORDERS: readonly (readonly [KeyOrder, string])[] = [
  ["PRIORITY", "By priority, then by turns"],
  ["FAIR", "By turns, priorities within each key"],
  ["STRICT", "By priority, then by age, without turns"],
];

const ON_FAILURE: readonly (readonly [KeyOnFailure, string])[] = [
  ["CONTINUE", "Its others go on"],
  ["HOLD", "Its others wait while it is retried"],
  ["HALT", "The same, also once it has failed for good"],
];

interface LimitsDialogProps {
  readonly queue: Queue;
  readonly onClose: () => void;
}

/** How many jobs of a queue may run, and how many may start in a time. */
export default function LimitsDialog({ queue, onClose }: LimitsDialogProps) {
  const { type, limits = {} } = queue;
  const [form, setForm] = useState(() => toForm(limits));
  const [fault, setFault] = useState<string>();
  const { isBusy, run } = useAction();
  const submit = async () => {
    try {
      const wanted = toLimits(form);
      setFault(undefined);
      const set = () => client.queues.setLimits(type, wanted);
      if (await run(set, `The limits of ${type} are set.`)) onClose();
    } catch (error) {
      setFault(reasonOf(error));
    }
  };
  const field = (name: keyof LimitsForm) => ({
    value: form[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setForm((before) => ({ ...before, [name]: target.value })),
  });
  return (
    <Dialog title={`Limits of ${type}`} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>They act at once. A lower one stops nothing that runs; an empty field is no limit.</p>
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label="Run at most"
            inputMode="numeric"
            data-autofocus
            {...field("maxRunning")}
          />
          <TextField label="Of each key" inputMode="numeric" {...field("keyMaxRunning")} />
        </div>
        <div className="grid grid-cols-3 items-start gap-3">
          <TextField label="Start at most" inputMode="numeric" {...field("starts")} />
          <TextField label="in" {...field("period")} />
          <TextField label="At once" inputMode="numeric" {...field("burst")} />
        </div>
        <div className="grid grid-cols-3 items-start gap-3">
          <TextField label="Start of each key" inputMode="numeric" {...field("keyStarts")} />
          <TextField label="in" {...field("keyPeriod")} />
          <TextField label="At once" inputMode="numeric" {...field("keyBurst")} />
        </div>
        <div className="grid grid-cols-[2fr_1fr] items-start gap-3">
          <SelectField label="Order of keys" options={KEY_ORDERS} {...field("order")} />
          <TextField label="A priority is worth" placeholder="no wait" {...field("aging")} />
        </div>
        <SelectField
          label="When a job of a key fails"
          options={ON_FAILURE}
          {...field("keyOnFailure")}
        />
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
