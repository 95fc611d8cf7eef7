import type { Operation } from "@millrace/client";
import {
  isOperationOver,
  type JobFilter,
  MillraceError,
  type OperationAction,
} from "@millrace/core";
import { useEffect, useState } from "react";
import { client } from "../api/client.ts";
import { formatWhole } from "../format/numbers.ts";
import { useOperation } from "../live/live-server.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";
import { ShareBar } from "../ui/share-bar.tsx";
import { changeable, startBulk } from "./bulk-request.ts";

const WORDS = {
  RETRY: { verb: "Retry", done: "retried", look: "primary" },
  CANCEL: { verb: "Cancel", done: "cancelled", look: "primary" },
  DELETE: { verb: "Delete", done: "deleted", look: "danger" },
} as const;

const ACTIONS = Object.keys(WORDS) as OperationAction[];

interface BulkDialogProps {
  readonly filter: JobFilter;
  /** The query, as people have written it. */
  readonly query: string;
  /** What is chosen at first. Defaults to the first that is possible. */
  readonly first?: OperationAction;
  readonly onClose: () => void;
}

/** Does something to all jobs of a query: counts them, asks, and shows how far it is. */
export default function BulkDialog({ filter, query, first, onClose }: BulkDialogProps) {
  const possible = ACTIONS.filter((action) => (changeable(action, filter) ?? []).length > 0);
  const [action, setAction] = useState<OperationAction>(first ?? possible[0] ?? "RETRY");
  const [id, setId] = useState<string>();
  const { data: operation } = useOperation(id);
  return (
    <Dialog title="All jobs of this query" onClose={onClose}>
      <p className="wrap-anywhere">
        <code className="rounded bg-muted px-1.5 py-0.5 font-mono text-xs">
          {query === "" ? "all jobs" : query}
        </code>
      </p>
      {id === undefined ? (
        <>
          <fieldset className="mt-3 flex flex-wrap gap-x-4 gap-y-1">
            <legend className="sr-only">What to do</legend>
            {possible.map((each) => (
              <label key={each} className="flex items-center gap-2">
                <input
                  type="radio"
                  name="action"
                  checked={each === action}
                  className="size-3.5 accent-primary"
                  onChange={() => setAction(each)}
                />
                {WORDS[each].verb}
              </label>
            ))}
          </fieldset>
          <Counted
            key={action}
            action={action}
            filter={filter}
            onClose={onClose}
            onStarted={(started) => setId(started.id)}
          />
        </>
      ) : (
        <Progress action={action} operation={operation} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface CountedProps {
  readonly action: OperationAction;
  readonly filter: JobFilter;
  readonly onClose: () => void;
  readonly onStarted: (operation: Operation) => void;
}

/** How many jobs it is about, before anything is done to them. */
function Counted({ action, filter, onClose, onStarted }: CountedProps) {
  const [count, setCount] = useState<number>();
  const [failure, setFailure] = useState<string>();
  /** How often their number was another one by the time that it was to be done. */
  const [changes, setChanges] = useState(0);
  const [rate, setRate] = useState("");
  const [isBusy, setBusy] = useState(false);
  const { verb, look } = WORDS[action];
  useEffect(() => {
    const left = new AbortController();
    const { signal } = left;
    startBulk(action, filter, { dryRun: true })
      .then((operation) => operation.wait({ signal, onProgress: (now) => setCount(now.matched) }))
      .then(({ matched }) => setCount(matched))
      .catch((error: unknown) => {
        if (!signal.aborted) setFailure(reasonOf(error));
      });
    return () => left.abort();
  }, [action, filter, changes]);
  const start = async () => {
    setBusy(true);
    try {
      const perSecond = rate.trim() === "" ? undefined : Number(rate);
      const options = { expectCount: count, maxPerSecond: perSecond };
      onStarted(await startBulk(action, filter, options));
    } catch (error) {
      setBusy(false);
      if (error instanceof MillraceError && error.code === "FAILED_PRECONDITION") {
        setCount(undefined);
        setChanges(changes + 1);
      } else setFailure(reasonOf(error));
    }
  };
  return (
    <form
      className="mt-3 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <p role="status" className="text-base">
        {failure !== undefined && <span className="text-failed wrap-anywhere">{failure}</span>}
        {failure === undefined && count === undefined && "Counting…"}
        {failure === undefined && count !== undefined && (
          <>
            <strong className="font-semibold tabular-nums">{formatWhole(count)}</strong>{" "}
            {count === 1 ? "job" : "jobs"} can be {WORDS[action].done}
            {changes > 0 && " now: their number has changed, and nothing was done"}.
          </>
        )}
      </p>
      <TextField
        label="At most so many a second"
        hint="empty for as fast as the store can; jobs that are made from now on are left alone"
        inputMode="numeric"
        pattern="[0-9]*"
        value={rate}
        onChange={({ target }) => setRate(target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Leave them</Button>
        <Button look={look} type="submit" disabled={isBusy || (count ?? 0) === 0}>
          {verb}{" "}
          {count === undefined ? "" : `${formatWhole(count)} ${count === 1 ? "job" : "jobs"}`}
        </Button>
      </div>
    </form>
  );
}

interface ProgressProps {
  readonly action: OperationAction;
  readonly operation: Operation | undefined;
  readonly onClose: () => void;
}

function Progress({ action, operation, onClose }: ProgressProps) {
  const [isStopping, setStopping] = useState(false);
  const isOver = operation !== undefined && isOperationOver(operation.state);
  useEffect(() => {
    if (isOver) void refreshAll();
  }, [isOver]);
  if (operation === undefined) return <p className="mt-3">Starting…</p>;
  const { id, state, matched, done, skipped, failed, errors, refusal } = operation;
  const stop = async () => {
    setStopping(true);
    await client.operations.stop(id);
  };
  return (
    <div className="mt-3 flex flex-col gap-3">
      <ShareBar
        label="Progress"
        share={(done + skipped + failed) / Math.max(1, matched)}
        fill="fill-primary"
      />
      <p role="status" className="tabular-nums">
        {isOver ? sentenceOf(state) : "Under way: "}
        {formatWhole(done)} {WORDS[action].done}
        {skipped > 0 && `, ${formatWhole(skipped)} had moved on`}
        {failed > 0 && `, ${formatWhole(failed)} could not be`} of {formatWhole(matched)}.
      </p>
      {refusal && <p className="text-failed wrap-anywhere">{refusal}</p>}
      {errors.map(({ code, count, samples }) => (
        <p key={code} className="text-xs text-failed wrap-anywhere">
          {formatWhole(count)}: {samples[0]?.message}
        </p>
      ))}
      {!isOver && (
        <p className="text-xs text-muted-foreground">
          It goes on on the server when this is closed, and through a restart.
        </p>
      )}
      <div className="flex justify-end gap-2">
        {!isOver && (
          <Button look="danger" disabled={isStopping} onClick={() => void stop()}>
            Stop
          </Button>
        )}
        <Button look={isOver ? "primary" : "plain"} onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

function sentenceOf(state: Operation["state"]): string {
  if (state === "REFUSED") return "Refused: ";
  return state === "STOPPED" ? "Stopped: " : "Done: ";
}
