import { lazy, Suspense, useState } from "react";
import { useHotkeys } from "../ui/hotkeys.ts";

const PaletteDialog = lazy(() => import("./palette-dialog.tsx"));

/** Leads anywhere by a few letters: loaded when it is first asked for. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  const open = { label: "Go to a page, a queue or a job", run: () => setOpen(true) };
  useHotkeys({ "Mod+k": open });
  if (!isOpen) return null;
  return (
    <Suspense>
      <PaletteDialog onClose={() => setOpen(false)} />
    </Suspense>
  );
}
