import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** The browser's own dialog: it keeps the focus within, ends by Escape, and gives the focus back. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    dialog.showModal();
    // The browser takes the first control, which closes it.
    const wanted = dialog.querySelector<HTMLElement>("[data-autofocus]");
    const first = body.current?.querySelector<HTMLElement>("input, textarea, select, button");
    (wanted ?? first)?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      className={`max-h-[90dvh] w-[calc(100vw-1.5rem)] rounded-xl border bg-card p-0 shadow-xl ${wide ? "max-w-3xl" : "max-w-md"}`}
    >
      <div className="flex items-center justify-between gap-2 border-b px-4 py-2.5">
        <h2 id={titleId} className="text-sm font-semibold">
          {title}
        </h2>
        <button
          type="button"
          aria-label="Close"
          className="rounded p-1 text-muted-foreground hover:bg-muted"
          onClick={onClose}
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <div ref={body} className="p-4">
        {children}
      </div>
    </dialog>
  );
}
