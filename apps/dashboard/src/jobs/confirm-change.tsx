import { plural } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

const TEXTS = {
  cancel: {
    title: "Cancel",
    text: "What waits ends at once. What runs is asked to stop, which its handler has to obey.",
  },
  delete: {
    title: "Delete",
    text: "They are forgotten for good, with their errors, results and idempotency keys.",
  },
} as const;

interface ConfirmChangeProps {
  readonly kind: keyof typeof TEXTS;
  readonly count: number;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before what cannot be undone. */
export default function ConfirmChange({ kind, count, onConfirm, onClose }: ConfirmChangeProps) {
  const { title, text } = TEXTS[kind];
  return (
    <Dialog title={`${title} ${plural(count, "job")}?`} onClose={onClose}>
      <p>{text}</p>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Keep {count === 1 ? "it" : "them"}</Button>
        <Button look={kind === "delete" ? "danger" : "primary"} data-autofocus onClick={onConfirm}>
          {title} {plural(count, "job")}
        </Button>
      </div>
    </Dialog>
  );
}
