import { plural } from "../format/numbers.ts";
import { useWorkers } from "../live/live-server.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { WorkerTable } from "./worker-table.tsx";

export default function WorkersPage() {
  usePageTitle("Workers");
  const { data, error } = useWorkers();
  const workers = data?.workers ?? [];
  const room = workers.reduce((sum, { concurrency }) => sum + concurrency, 0);
  const busy = workers.reduce((sum, { running }) => sum + running, 0);
  return (
    <div className="mx-auto w-full max-w-screen-2xl p-3 md:p-4">
      <Panel
        title="Workers"
        isPage
        aside={
          <span className="text-xs text-muted-foreground tabular-nums">
            {plural(workers.length, "worker")}, {busy} of {room} jobs run
            {data?.more && "; the first by name"}
          </span>
        }
      >
        {data === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The workers cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {data !== undefined && workers.length === 0 && (
          <p className="p-3 text-muted-foreground">
            No worker lives. One of the SDK tells so every ten seconds; others have to call
            Heartbeat.
          </p>
        )}
        {workers.length > 0 && <WorkerTable workers={workers} />}
      </Panel>
    </div>
  );
}
