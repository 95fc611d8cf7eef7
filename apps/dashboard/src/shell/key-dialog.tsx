import { Dialog } from "../ui/dialog.tsx";
import { hotkeys } from "../ui/hotkeys.ts";

/** All keys that mean something now. */
export default function KeyDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
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
