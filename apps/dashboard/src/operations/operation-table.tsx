import type { Operation } from "@millrace/client";
import { formatDuration, isOperationOver } from "@millrace/core";
import {
  Ban,
  CircleCheck,
  CirclePlay,
  CircleStop,
  Hourglass,
  type LucideIcon,
  OctagonX,
} from "lucide-react";
import { Link } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { formatCount } from "../format/numbers.ts";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { ShareBar } from "../ui/share-bar.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { actionWord, operationQuery, progressWords, stateWord } from "./operation-words.ts";

const LOOKS: {
  readonly [State in Operation["state"]]: { readonly icon: LucideIcon; readonly text: string };
} = {
  COUNTING: { icon: Hourglass, text: "text-pending" },
  RUNNING: { icon: CirclePlay, text: "text-running" },
  STOPPING: { icon: CircleStop, text: "text-retrying" },
  DONE: { icon: CircleCheck, text: "text-completed" },
  STOPPED: { icon: Ban, text: "text-cancelled" },
  REFUSED: { icon: OctagonX, text: "text-failed" },
};

/** Operations, the latest first, and how far each is. */
export function OperationTable({ operations }: { operations: readonly Operation[] }) {
  const head = (
    <>
      <Head>What</Head>
      <Head>State</Head>
      <Head>Progress</Head>
      <Head className={classes(FROM.medium, "text-left")}>Started</Head>
      <Head className={classes(FROM.wide, "text-right")}>Took</Head>
      <Head className="text-right">
        <span className="sr-only">Actions</span>
      </Head>
    </>
  );
  return (
    <Table label="Operations" head={head}>
      {operations.map((operation) => (
        <OperationRow key={operation.id} operation={operation} />
      ))}
    </Table>
  );
}

function OperationRow({ operation }: { operation: Operation }) {
  const { startedAt, endedAt, state } = operation;
  const query = operationQuery(operation);
  return (
    <Row>
      <RowHead>
        <span className="font-medium">{actionWord(operation)}</span>
        <Link
          href={`/jobs?q=${encodeURIComponent(query)}`}
          title="The jobs that match now"
          className="block truncate font-mono text-xs text-muted-foreground hover:underline md:max-w-md"
        >
          {query === "" ? "all jobs" : query}
        </Link>
      </RowHead>
      <Cell className="align-top">
        <StateBadge operation={operation} />
      </Cell>
      <Cell className="align-top whitespace-normal">
        <Progress operation={operation} />
      </Cell>
      <Cell className={classes(FROM.medium, "align-top")}>
        <Time at={startedAt} />
      </Cell>
      <Cell className={classes(FROM.wide, "text-right align-top text-muted-foreground")}>
        {endedAt === undefined ? "–" : formatDuration(endedAt - startedAt)}
      </Cell>
      <Cell className="text-right align-top">
        {!isOperationOver(state) && !PAGE_SETTINGS.readOnly && <StopButton operation={operation} />}
      </Cell>
    </Row>
  );
}

function StateBadge({ operation }: { operation: Operation }) {
  const { icon: Icon, text } = LOOKS[operation.state];
  return (
    <span className={classes("inline-flex items-center gap-1.5 font-medium", text)}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {stateWord(operation)}
    </span>
  );
}

function Progress({ operation }: { operation: Operation }) {
  const { matched, done, skipped, failed, dryRun, maxPerSecond, refusal, errors } = operation;
  const isOver = isOperationOver(operation.state);
  return (
    <div className="flex min-w-40 flex-col gap-1">
      {!isOver && !dryRun && (
        <ShareBar
          share={(done + skipped + failed) / Math.max(1, matched)}
          fill="fill-running"
          label="Progress"
          className="my-1 w-full max-w-64"
        />
      )}
      <span>
        {progressWords(operation)}
        {maxPerSecond !== undefined && !isOver && (
          <span className="text-muted-foreground">, at most {formatCount(maxPerSecond)}/s</span>
        )}
      </span>
      {refusal !== undefined && <span className="text-failed wrap-anywhere">{refusal}</span>}
      {errors.map(({ code, count, samples: [sample] }) => (
        <span key={code} className="text-xs text-failed wrap-anywhere">
          {formatCount(count)}: {sample?.message ?? code}
          {sample !== undefined && (
            <>
              {" "}
              <Link href={`/jobs/${sample.jobId}`} className="font-mono underline">
                {sample.jobId}
              </Link>
            </>
          )}
        </span>
      ))}
    </div>
  );
}

function StopButton({ operation }: { operation: Operation }) {
  const action = useAction();
  const { id, state } = operation;
  return (
    <Button
      look="danger"
      disabled={action.isBusy || state === "STOPPING"}
      onClick={() =>
        void action.run(
          () => client.operations.stop(id),
          "It ends after its round under way; what it has done stays done.",
        )
      }
    >
      Stop
    </Button>
  );
}
