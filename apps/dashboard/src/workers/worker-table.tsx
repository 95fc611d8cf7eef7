import type { LiveWorker } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import { Link } from "wouter";
import { queueLink } from "../queues/queue-link.ts";
import { classes } from "../ui/classes.ts";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { workerLink } from "./worker-link.ts";

const LATE_LOOP_MS = 500;
const SILENT_MS = 25_000;

/** Workers, how busy each is, and whether it is well. */
export function WorkerTable({
  workers,
  isOfQueue = false,
}: {
  workers: readonly LiveWorker[];
  /** Whether all lease the type that is looked at anyway. */
  isOfQueue?: boolean;
}) {
  const head = (
    <>
      <Head>Worker</Head>
      <Head>Busy</Head>
      {!isOfQueue && <Head className={classes(FROM.medium, "text-left")}>Types</Head>}
      <Head className={classes(FROM.wide, "text-left")}>Host</Head>
      <Head className={classes(FROM.widest, "text-left")}>Version</Head>
      <Head
        className={classes(FROM.medium, "text-right")}
        title="How late its event loop was lately"
      >
        Loop
      </Head>
      <Head className="text-right" title="How long ago it has told that it lives">
        Seen
      </Head>
    </>
  );
  return (
    <Table label="Workers" head={head}>
      {workers.map((worker) => (
        <WorkerRow key={worker.workerId} worker={worker} isOfQueue={isOfQueue} />
      ))}
    </Table>
  );
}

function WorkerRow({ worker, isOfQueue }: { worker: LiveWorker; isOfQueue: boolean }) {
  const { workerId, running, concurrency, types, host, version, eventLoopLagMs, heartbeatAgeMs } =
    worker;
  const isLate = eventLoopLagMs > LATE_LOOP_MS;
  const isSilent = heartbeatAgeMs > SILENT_MS;
  return (
    <Row>
      <RowHead>
        <Link href={workerLink(workerId)} className="block truncate font-medium hover:underline">
          {workerId}
        </Link>
      </RowHead>
      <Cell>
        <span className="inline-flex items-center gap-2">
          <meter
            min={0}
            max={Math.max(1, concurrency)}
            value={running}
            aria-label={`${running} of ${concurrency} jobs`}
            className="h-2 w-14"
          />
          {running}/{concurrency}
        </span>
      </Cell>
      {!isOfQueue && (
        <Cell className={classes(FROM.medium, "max-w-xs truncate")}>
          {types.map((type, i) => (
            <span key={type}>
              {i > 0 && ", "}
              <Link href={queueLink(type)} className="hover:underline">
                {type}
              </Link>
            </span>
          ))}
        </Cell>
      )}
      <Cell className={classes(FROM.wide, "text-muted-foreground")}>{host || "–"}</Cell>
      <Cell className={classes(FROM.widest, "text-muted-foreground")}>{version || "–"}</Cell>
      <Cell className={classes(FROM.medium, "text-right", isLate && "font-semibold text-failed")}>
        {formatDuration(eventLoopLagMs)}
      </Cell>
      <Cell className={classes("text-right", isSilent && "font-semibold text-failed")}>
        {formatDuration(Math.floor(heartbeatAgeMs / 1_000) * 1_000)}
      </Cell>
    </Row>
  );
}
