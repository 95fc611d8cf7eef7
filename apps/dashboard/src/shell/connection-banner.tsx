import { CloudOff } from "lucide-react";
import { useConnection } from "../live/connection.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { Time } from "../ui/time.tsx";

/** That what is shown is old, since when, and why. */
export function ConnectionBanner() {
  const { downSince, reason } = useConnection();
  return (
    <div role="alert">
      {downSince !== undefined && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-failed bg-card px-4 py-2">
          <CloudOff aria-hidden className="size-4 text-failed" />
          <span className="min-w-0 flex-1 wrap-anywhere">
            <strong className="font-semibold">No answer since </strong>
            <Time at={downSince} />: {reason}. What you see is from before; the page tries again by
            itself.
          </span>
          <Button onClick={() => void refreshAll()}>Try now</Button>
        </div>
      )}
    </div>
  );
}
