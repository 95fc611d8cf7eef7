import { Plus } from "lucide-react";
import { Button } from "../ui/button.tsx";
import type { EditorActions } from "./editor-actions.ts";

/** How to begin. */
export function EmptyCanvas({ actions }: { actions: EditorActions }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center p-4">
      <div className="pointer-events-auto max-w-xs rounded-lg border bg-card p-4 text-center shadow-sm">
        <p className="font-medium">A workflow is made of steps</p>
        <p className="mt-1 text-muted-foreground">
          Add the first one, write the definition as text, or open or paste one that there is.
        </p>
        <Button look="primary" icon={Plus} className="mt-3" onClick={() => actions.add("task")}>
          Add a task
        </Button>
      </div>
    </div>
  );
}
