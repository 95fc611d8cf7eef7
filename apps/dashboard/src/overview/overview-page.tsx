import { useQueues } from "../live/live.ts";
import { useMinutes, useWorkers } from "../live/live-server.ts";
import { QueueTable } from "../queues/queue-table.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { ProblemList } from "./problem-list.tsx";
import { problemsOf } from "./problems.ts";
import { StatusTiles } from "./status-tiles.tsx";
import { Throughput } from "./throughput.tsx";

export default function OverviewPage() {
  usePageTitle("Overview");
  const { data, error } = useQueues();
  const minutes = useMinutes(60).data ?? [];
  const workers = useWorkers().data?.workers ?? [];
  if (data === undefined) {
    return (
      <p className="p-6 text-muted-foreground">
        {error === null ? "Loading…" : `The queues cannot be read: ${reasonOf(error)}`}
      </p>
    );
  }
  const { queues, more } = data;
  return (
    <div className="mx-auto flex w-full max-w-screen-2xl flex-col gap-3 p-3 md:p-4">
      <h1 className="sr-only">Overview</h1>
      <StatusTiles queues={queues} />
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0">
          <ProblemList problems={problemsOf(queues, workers)} />
        </div>
        <Throughput queues={queues} minutes={minutes} />
      </div>
      <Panel
        title="Queues"
        aside={
          more && (
            <span className="text-xs text-muted-foreground">the first {queues.length} by name</span>
          )
        }
      >
        {queues.length === 0 ? <NoQueues /> : <QueueTable queues={queues} />}
      </Panel>
    </div>
  );
}

function NoQueues() {
  return (
    <div className="p-4">
      <p>There are no jobs yet. Enqueue one:</p>
      <pre className="mt-2 overflow-x-auto rounded-md bg-muted p-3 font-mono text-xs">
        {`curl --json '{"type": "hello", "payloadJson": {"to": "you"}}' ${location.origin}/v1/jobs`}
      </pre>
    </div>
  );
}
