import { useState } from "react";
import { useOperations } from "../live/live-server.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { OperationTable } from "./operation-table.tsx";

export default function OperationsPage() {
  usePageTitle("Operations");
  const { data, error } = useOperations();
  const [withCounts, setWithCounts] = useState(false);
  const all = data?.operations ?? [];
  // Each dialog that asks how many jobs it is about has made one.
  const operations = withCounts ? all : all.filter(({ dryRun }) => !dryRun);
  return (
    <div className="mx-auto w-full max-w-screen-2xl p-3 md:p-4">
      <Panel
        isPage
        title="Operations"
        aside={
          <div className="flex flex-wrap items-center gap-x-3 text-xs text-muted-foreground">
            {data?.more && <span>the latest 100</span>}
            <label className="flex items-center gap-1.5">
              <input
                type="checkbox"
                checked={withCounts}
                className="size-3.5 accent-primary"
                onChange={({ target }) => setWithCounts(target.checked)}
              />
              with dry runs
            </label>
          </div>
        }
      >
        {data === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The operations cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {data !== undefined && operations.length === 0 && (
          <p className="p-3 text-muted-foreground">
            There are none. To retry, cancel or delete many jobs, list them under Jobs, and choose
            All of them.
          </p>
        )}
        {operations.length > 0 && <OperationTable operations={operations} />}
      </Panel>
    </div>
  );
}
