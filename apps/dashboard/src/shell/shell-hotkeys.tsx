import { useState } from "react";
import { useLocation } from "wouter";
import { liveness } from "../live/liveness.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type HotkeyMap, hotkeys, useHotkeys } from "../ui/hotkeys.ts";
import { theme } from "../ui/theme.ts";
import { NAVIGATION } from "./pages.ts";

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
    <Dialog title="Keys" onClose={() => setHelpOpen(false)}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5">
        {hotkeys.all.map(([keys, { label }]) => (
          <div key={keys} className="contents">
            <dt>
              {keys.split(" ").map((key) => (
                <kbd
                  key={key}
                  className="mr-1 inline-block min-w-6 rounded border bg-muted px-1.5 text-center font-mono text-xs"
                >
                  {key.replace("Mod+", "Ctrl ")}
                </kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
