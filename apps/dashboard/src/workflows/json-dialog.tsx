import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { AreaField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";

interface JsonDialogProps {
  readonly title: string;
  readonly label: string;
  /** What stands in the field at first. */
  readonly value: unknown;
  readonly action: string;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
  /** Closes the dialog once it is done; what it rejects with is shown. */
  readonly onConfirm: (value: unknown) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for a value of JSON, to do something with it. */
export function JsonDialog(props: JsonDialogProps) {
  const { title, label, value, action, hint, children, onConfirm, onClose } = props;
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm(JSON.parse(text));
      onClose();
    } catch (error) {
      setFailure(reasonOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} wide>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        {children}
        <AreaField
          label={label}
          hint={hint}
          rows={Math.min(16, Math.max(4, text.split("\n").length))}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void confirm();
          }}
        />
        <p role="status" className="text-failed wrap-anywhere">
          {failure}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" disabled={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
