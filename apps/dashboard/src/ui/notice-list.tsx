import { CircleCheck, CircleX, X } from "lucide-react";
import { Link } from "wouter";
import { notices, useNotices } from "./notices.ts";

/** What has become of what was asked for, in a corner. */
export function NoticeList() {
  const all = useNotices();
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-3 bottom-3 left-3 z-30 flex flex-col items-end gap-2"
    >
      {all.map(({ id, kind, text, link }) => {
        const Icon = kind === "done" ? CircleCheck : CircleX;
        return (
          <div
            key={id}
            className="pointer-events-auto flex max-w-md items-start gap-2 rounded-lg border bg-card px-3 py-2 shadow-lg"
          >
            <Icon
              aria-hidden
              className={`mt-0.5 size-4 shrink-0 ${kind === "done" ? "text-completed" : "text-failed"}`}
            />
            <span className="wrap-anywhere">
              {text}{" "}
              {link && (
                <Link href={link.href} className="font-medium text-primary underline">
                  {link.label}
                </Link>
              )}
            </span>
            <button
              type="button"
              aria-label="Dismiss"
              className="rounded p-0.5 text-muted-foreground hover:bg-muted"
              onClick={() => notices.dismiss(id)}
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </div>
        );
      })}
    </div>
  );
}
