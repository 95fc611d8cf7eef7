import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { useServerInfo } from "../live/live.ts";

/** What serves this page, in a line. */
export function ServerLine() {
  const { data } = useServerInfo();
  const { version, readOnly, hidePayloads } = PAGE_SETTINGS;
  return (
    <p className="px-2.5 text-xs text-muted-foreground">
      {[data?.version ?? version, data?.store].filter(Boolean).join(" on ")}
      {readOnly && <span className="block">read-only</span>}
      {hidePayloads && <span className="block">payloads are hidden</span>}
    </p>
  );
}
