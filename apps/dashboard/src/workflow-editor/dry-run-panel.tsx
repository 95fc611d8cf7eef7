import { formatDuration } from "@millrace/core";
import type { Json, SimulatedRun, StepView } from "@millrace/workflow";
import {
  Check,
  ChevronsRight,
  CircleX,
  FastForward,
  RotateCcw,
  Send,
  Undo2,
  X,
} from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button } from "../ui/button.tsx";
import { AreaField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";
import type { StepMark } from "../workflow-graph/graph-node.ts";
import { type ListedStep, stepId } from "../workflow-graph/step-list.ts";
import { stepMark } from "../workflow-graph/step-status-looks.ts";
import { completeOpen, type DryEvent, openPlaces, playRun } from "./dry-run.ts";
import { keepSample, readSample, type Sample, seededSample } from "./sample.ts";

interface DryRunPanelProps {
  readonly definition: Json;
  readonly steps: readonly ListedStep[];
  /** Steps that are selected come first. */
  readonly selection: readonly string[];
  readonly onMarks: (marks: ReadonlyMap<string, StepMark> | undefined) => void;
  readonly onClose: () => void;
}

/** A run without jobs, in which whoever looks says how each step ends. */
export default function DryRunPanel(props: DryRunPanelProps) {
  const { definition, steps, selection, onMarks, onClose } = props;
  const sample = useMemo(() => seededSample(steps, readSample()), [steps]);
  const [inputText, setInputText] = useState(() => JSON.stringify(sample.input, null, 2));
  const [at] = useState(() => Date.now());
  const [events, setEvents] = useState<readonly DryEvent[]>([]);
  const input = useMemo(() => parsed(inputText), [inputText]);
  const played = useMemo(() => {
    if (input === undefined) return { reason: "the input must be JSON" };
    try {
      return { run: playRun(definition, { input: input.value, at, events }) };
    } catch (error) {
      return { reason: reasonOf(error) };
    }
  }, [definition, input, at, events]);
  const run = played.run;
  const views = useMemo(() => Object.values(run?.steps ?? {}), [run]);
  useEffect(() => {
    onMarks(
      new Map(
        views.map(({ section, name, status, cause, map }) => {
          const note = map && `${map.completed + map.failed} of ${map.total}`;
          return [stepId(section, name), stepMark(status, cause, note)];
        }),
      ),
    );
  }, [views, onMarks]);
  useEffect(() => () => onMarks(undefined), [onMarks]);
  const add = (...more: readonly DryEvent[]) => setEvents((before) => [...before, ...more]);
  const waiting = views
    .filter(({ status }) => status === "STARTED")
    .sort((a, b) => Number(isChosen(b)) - Number(isChosen(a)));
  function isChosen({ section, name }: StepView): boolean {
    return selection.includes(stepId(section, name));
  }
  return (
    <div className="flex flex-col gap-3 p-3">
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">Dry run</h2>
        <button
          type="button"
          aria-label="End the dry run"
          className="rounded p-1 text-muted-foreground hover:bg-muted"
          onClick={onClose}
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {events.length === 0 && (
        <AreaField
          label="Input of the run"
          rows={Math.min(8, inputText.split("\n").length)}
          value={inputText}
          onChange={({ target }) => {
            setInputText(target.value);
            const next = parsed(target.value);
            if (next !== undefined) keepSample({ ...readSample(), input: next.value });
          }}
        />
      )}
      {run === undefined ? (
        <p role="status" className="text-failed wrap-anywhere">
          {played.reason}
        </p>
      ) : (
        <RunLine run={run} at={at} />
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button
          icon={Undo2}
          disabled={events.length === 0}
          onClick={() => setEvents(events.slice(0, -1))}
        >
          Back
        </Button>
        <Button icon={RotateCcw} disabled={events.length === 0} onClick={() => setEvents([])}>
          Anew
        </Button>
        {run?.wakeAt !== undefined && (
          <Button
            icon={FastForward}
            onClick={() =>
              add({ label: `time passed until ${formatDuration((run.wakeAt ?? at) - at)}` })
            }
          >
            Let time pass
          </Button>
        )}
        {run?.run.status === "RUNNING" && (
          <Button
            icon={CircleX}
            look="danger"
            onClick={() => add({ label: "the run was cancelled", event: { kind: "cancel" } })}
          >
            Cancel
          </Button>
        )}
      </div>
      {run &&
        waiting.map((view) => (
          <WaitingStep
            key={`${view.name} ${view.epoch}`}
            run={run}
            view={view}
            events={events}
            sample={sample}
            signal={signalOf(steps, view.name)}
            onEvents={add}
          />
        ))}
      {events.length > 0 && (
        <ol aria-label="What has happened" className="border-t pt-2 text-xs text-muted-foreground">
          {events.map(({ label }, i) => (
            <li key={i} className="wrap-anywhere">
              {i + 1}. {label}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function RunLine({ run, at }: { run: SimulatedRun; at: number }) {
  const { status, error } = run.run;
  const passed = run.now - at;
  const words = {
    RUNNING: "goes on",
    PAUSED: "is paused",
    CANCELLING: "is being cancelled",
    COMPLETED: "has completed",
    FAILED: "has failed",
    CANCELLED: "was cancelled",
  };
  const isEnded = status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
  return (
    <div role="status" className="rounded-md border bg-background p-2">
      <p className="font-medium">
        The run {words[status]}
        {passed > 0 && (
          <span className="text-muted-foreground">, after {formatDuration(passed)}</span>
        )}
      </p>
      {error && (
        <p className="text-xs text-failed wrap-anywhere">
          {error.step && `${error.step}: `}
          {error.message}
        </p>
      )}
      {isEnded && status === "COMPLETED" && <Value value={run.result} />}
    </div>
  );
}

function Value({ value }: { value: Json }) {
  return (
    <pre className="mt-1 max-h-40 overflow-auto font-mono text-xs whitespace-pre-wrap wrap-anywhere">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

interface WaitingStepProps {
  readonly run: SimulatedRun;
  readonly view: StepView;
  readonly events: readonly DryEvent[];
  readonly sample: Sample;
  readonly signal: string;
  readonly onEvents: (...events: readonly DryEvent[]) => void;
}

/** A step that has started, and how it could end. */
function WaitingStep({ run, view, events, sample, signal, onEvents }: WaitingStepProps) {
  const { name, kind, map } = view;
  const open = openPlaces(run, name, events);
  const [first] = open;
  const [text, setText] = useState(() =>
    JSON.stringify(sample.steps[name]?.result ?? null, null, 2),
  );
  const value = parsed(text);
  const place = first?.index === undefined ? name : `${name}[${first.index}]`;
  const end = (status: "COMPLETED" | "FAILED") => {
    if (value === undefined) return;
    const kept = readSample();
    keepSample({ ...kept, steps: { ...kept.steps, [name]: { result: value.value } } });
    onEvents({
      label: `${place} ${status.toLowerCase()}`,
      event: {
        kind: "ended",
        ...run.place(name, first?.index),
        status,
        ...(status === "COMPLETED" ? { result: value.value } : { error: "failed in a dry run" }),
      },
    });
  };
  return (
    <section aria-label={name} className="rounded-md border p-2">
      <p className="flex items-baseline justify-between gap-2">
        <span className="font-medium">{name}</span>
        <span className="text-xs text-muted-foreground">
          {map ? `${map.completed + map.failed} of ${map.total} items` : kind}
        </span>
      </p>
      {view.wakeAt !== undefined && (
        <p className="text-xs text-muted-foreground">
          until {new Date(view.wakeAt).toISOString().slice(0, 19).replace("T", " ")}
        </p>
      )}
      {first && (
        <details className="mt-1 text-xs">
          <summary>{place} gets</summary>
          <Value value={first.payload} />
        </details>
      )}
      {kind !== "sleep" && (
        <div className="mt-2 flex flex-col gap-2">
          <AreaField
            label={kind === "await" ? "Payload of the signal" : "Result"}
            rows={Math.min(6, text.split("\n").length)}
            value={text}
            hint={
              value === undefined ? <span className="text-failed">must be JSON</span> : undefined
            }
            onChange={({ target }) => setText(target.value)}
          />
          <div className="flex flex-wrap gap-1.5">
            {kind === "await" ? (
              <Button
                icon={Send}
                disabled={value === undefined}
                onClick={() =>
                  onEvents({
                    label: `signal ${signal}`,
                    event: {
                      kind: "signal",
                      id: `dry-${events.length}`,
                      name: signal,
                      payload: value?.value ?? null,
                    },
                  })
                }
              >
                Send {signal}
              </Button>
            ) : (
              <>
                <Button
                  icon={Check}
                  disabled={value === undefined}
                  onClick={() => end("COMPLETED")}
                >
                  {map ? "Complete one" : "Complete"}
                </Button>
                <Button icon={CircleX} look="danger" onClick={() => end("FAILED")}>
                  {map ? "Fail one" : "Fail"}
                </Button>
                {map && open.length > 1 && (
                  <Button
                    icon={ChevronsRight}
                    disabled={value === undefined}
                    onClick={() => onEvents(...completeOpen(run, name, value?.value ?? null, open))}
                  >
                    Complete {open.length}
                  </Button>
                )}
              </>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function signalOf(steps: readonly ListedStep[], name: string): string {
  const settings = steps.find((step) => step.name === name)?.value["await"] as
    | { readonly signal?: string }
    | undefined;
  return settings?.signal ?? name;
}

function parsed(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
