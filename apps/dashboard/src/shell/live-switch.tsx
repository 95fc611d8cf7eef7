import { Pause, Play } from "lucide-react";
import { liveness } from "../live/liveness.ts";
import { usePreference } from "../ui/preference.ts";

export function LiveSwitch() {
  const isLive = usePreference(liveness) === "live";
  return (
    <button
      type="button"
      aria-pressed={isLive}
      aria-keyshortcuts="."
      title={isLive ? "Pause live data (.)" : "Go on live (.)"}
      className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-muted-foreground hover:bg-muted hover:text-foreground"
      onClick={() => liveness.next()}
    >
      {isLive ? (
        <Pause aria-hidden className="size-3.5" />
      ) : (
        <Play aria-hidden className="size-3.5" />
      )}
      <span className="inline-flex items-center gap-1.5">
        <span
          aria-hidden
          className={`size-1.5 rounded-full ${isLive ? "bg-completed" : "bg-retrying"}`}
        />
        {isLive ? "Live" : "Paused"}
      </span>
    </button>
  );
}
