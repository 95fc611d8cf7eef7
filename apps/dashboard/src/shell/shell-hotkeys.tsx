import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { liveness } from "../live/liveness.ts";
import { type HotkeyMap, useHotkeys } from "../ui/hotkeys.ts";
import { theme } from "../ui/theme.ts";
import { NAVIGATION } from "./pages.ts";

const KeyDialog = lazy(() => import("./key-dialog.tsx"));

/** The keys of every page, and the list of all that there are. */
export function ShellHotkeys() {
  const [, go] = useLocation();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const toPages = NAVIGATION.map(({ path, label, key }) => [
    `g ${key}`,
    { label: `Go to ${label}`, run: () => go(path) },
  ]);
  const map: HotkeyMap = {
    ...(Object.fromEntries(toPages) as HotkeyMap),
    ".": { label: "Pause live data, or go on", run: () => liveness.next() },
    t: { label: "Change the theme", run: () => theme.next() },
    "?": { label: "Show all keys", run: () => setHelpOpen(true) },
  };
  useHotkeys(map);
  if (!isHelpOpen) return null;
  return (
    <Suspense>
      <KeyDialog onClose={() => setHelpOpen(false)} />
    </Suspense>
  );
}
