import type { JobView } from "@millrace/client";
import { canMove } from "@millrace/core";
import { Ban, RotateCcw, Trash2, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { plural } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { type ChangeKind, changeJobs } from "./change-jobs.ts";
import type { Selection } from "./selection.ts";

const ConfirmChange = lazy(() => import("./confirm-change.tsx"));

/** What can be done to the jobs that are selected. */
export function SelectionBar({
  selection,
  jobs,
}: {
  selection: Selection;
  jobs: readonly JobView[];
}) {
  const [asked, setAsked] = useState<ChangeKind>();
  const selected = jobs.filter(({ id }) => selection.has(id));
  const ids = (move: "redrive" | "cancel" | "delete") =>
    selected.filter(({ status }) => canMove(status, move)).map(({ id }) => id);
  const change = async (kind: ChangeKind, which: readonly string[]) => {
    setAsked(undefined);
    await changeJobs(kind, which);
    selection.clear();
  };
  const retry = () => {
    if (ids("redrive").length > 0) void change("retry", ids("redrive"));
  };
  const ask = (kind: "cancel" | "delete") => {
    if (ids(kind).length > 0) setAsked(kind);
  };
  useHotkeys({
    r: { label: "Retry the selected jobs", run: retry },
    c: { label: "Cancel the selected jobs", run: () => ask("cancel") },
    Delete: { label: "Delete the selected jobs", run: () => ask("delete") },
    Escape: { label: "Select none", run: () => selection.clear() },
  });
  if (selected.length === 0 || PAGE_SETTINGS.readOnly) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 border-t bg-accent px-3 py-2">
      <span className="mr-auto font-medium">{plural(selected.length, "job")} selected</span>
      <Button icon={RotateCcw} hotkey="r" disabled={ids("redrive").length === 0} onClick={retry}>
        Retry
      </Button>
      <Button
        icon={Ban}
        hotkey="c"
        disabled={ids("cancel").length === 0}
        onClick={() => ask("cancel")}
      >
        Cancel
      </Button>
      <Button
        icon={Trash2}
        look="danger"
        hotkey="Delete"
        disabled={ids("delete").length === 0}
        onClick={() => ask("delete")}
      >
        Delete
      </Button>
      <Button icon={X} look="quiet" aria-label="Select none" onClick={() => selection.clear()} />
      {(asked === "cancel" || asked === "delete") && (
        <Suspense>
          <ConfirmChange
            kind={asked}
            count={ids(asked).length}
            onClose={() => setAsked(undefined)}
            onConfirm={() => void change(asked, ids(asked))}
          />
        </Suspense>
      )}
    </div>
  );
}
