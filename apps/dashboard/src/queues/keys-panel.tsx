import { type ConcurrencyKey, formatDuration } from "@millrace/core";
import { Play, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { formatCount } from "../format/numbers.ts";
import { useKeys } from "../live/live-queue.ts";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { Panel } from "../ui/panel.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { KeyLimitsDialog } from "./key-limits-dialog.tsx";

/** The concurrency keys of a queue: how each stands, and what is set for it. Nothing for a queue without any. */
export default function KeysPanel({ type }: { type: string }) {
  const { data } = useKeys(type);
  const [asked, setAsked] = useState<ConcurrencyKey>();
  if (data === undefined || data.keys.length === 0) return null;
  const head = (
    <>
      <Head>Key</Head>
      <Head>Stands</Head>
      <Head className="text-right">Pending</Head>
      <Head className={classes(FROM.medium, "text-right")}>Running</Head>
      {!PAGE_SETTINGS.readOnly && (
        <Head className="text-right">
          <span className="sr-only">Actions</span>
        </Head>
      )}
    </>
  );
  return (
    <Panel
      title="Concurrency keys"
      aside={data.more && <span className="text-muted-foreground">the first ones</span>}
    >
      <Table label="Concurrency keys" head={head}>
        {data.keys.map((key) => (
          <KeyRow key={key.key} type={type} concurrencyKey={key} onLimit={() => setAsked(key)} />
        ))}
      </Table>
      {asked !== undefined && (
        <KeyLimitsDialog type={type} concurrencyKey={asked} onClose={() => setAsked(undefined)} />
      )}
    </Panel>
  );
}

interface KeyRowProps {
  readonly type: string;
  readonly concurrencyKey: ConcurrencyKey;
  readonly onLimit: () => void;
}

function KeyRow({ type, concurrencyKey, onLimit }: KeyRowProps) {
  const { key, pending, running, keptBy } = concurrencyKey;
  const { isBusy, run } = useAction();
  const resume = () =>
    run(
      () => client.queues.resumeKey(type, key),
      `The key ${key} goes on without what has failed.`,
    );
  return (
    <Row>
      <RowHead>
        <span className="block truncate font-medium">{key}</span>
        <span className="block truncate text-xs text-muted-foreground">
          {limitsText(concurrencyKey)}
        </span>
      </RowHead>
      <Cell>
        <Standing of={concurrencyKey} />
      </Cell>
      <Cell className="text-right">{formatCount(pending)}</Cell>
      <Cell className={classes(FROM.medium, "text-right")}>{formatCount(running)}</Cell>
      {!PAGE_SETTINGS.readOnly && (
        <Cell className="text-right">
          <span className="inline-flex gap-2">
            {keptBy !== undefined && (
              <Button icon={Play} disabled={isBusy} onClick={() => void resume()}>
                Resume
              </Button>
            )}
            <Button icon={SlidersHorizontal} onClick={onLimit}>
              Limits
            </Button>
          </span>
        </Cell>
      )}
    </Row>
  );
}

const WORDS = {
  READY: "ready",
  FULL: "full",
  THROTTLED: "waits",
  HALTED: "halted",
  IDLE: "idle",
} as const;

function Standing({ of: { status, until, keptBy = [] } }: { of: ConcurrencyKey }) {
  const [first] = keptBy;
  const isHeldUp = status === "HALTED" || status === "THROTTLED";
  return (
    <span className={classes(isHeldUp && "text-failed")}>
      {WORDS[status]}
      {until !== undefined && (
        <>
          {" until "}
          <Time at={until} />
        </>
      )}
      {first !== undefined && (
        <>
          {" by "}
          <Link href={`/jobs/${first}`} className="underline">
            {keptBy.length === 1 ? "a failed job" : `${keptBy.length} failed jobs`}
          </Link>
        </>
      )}
    </span>
  );
}

function limitsText({ limits = {} }: ConcurrencyKey): string {
  const { maxRunning, rate, weight } = limits;
  const parts = [
    maxRunning !== undefined && `${formatCount(maxRunning)} run at most`,
    rate && `${formatCount(rate.limit)} start in ${formatDuration(rate.periodMs)}`,
    weight !== undefined && `weight ${weight}`,
  ];
  return parts.filter(Boolean).join(" · ");
}
