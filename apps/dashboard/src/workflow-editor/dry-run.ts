import { type Json, type RunEvent, readWorkflow, SimulatedRun } from "@millrace/workflow";

type WithoutTime<Event> = Event extends RunEvent ? Omit<Event, "at"> : never;

/** What somebody has had happen in a dry run. */
export interface DryEvent {
  readonly label: string;
  /** What happens; without it, time passes until something does by itself. */
  readonly event?: WithoutTime<RunEvent>;
}

/** The run in which all of `events` have happened, played anew, so that each can be taken back. */
export function playRun(
  definition: Json,
  {
    input,
    at,
    events,
  }: { readonly input: Json; readonly at: number; readonly events: readonly DryEvent[] },
): SimulatedRun {
  const run = new SimulatedRun(readWorkflow(definition), { id: "dry-run", input, at });
  for (const { event } of events) {
    if (event !== undefined) run.send(event);
    else if (run.wakeAt !== undefined) run.at(run.wakeAt);
  }
  return run;
}

/** A job or a run that a run waits for. */
export interface OpenPlace {
  /** Of a map: the place of the item. */
  readonly index?: number;
  /** The payload of the job, or the input of the run. */
  readonly payload: Json;
}

/** What a step waits for: of a map, all items that have begun. */
export function openPlaces(
  { jobs, runs, run }: SimulatedRun,
  step: string,
  events: readonly DryEvent[],
): readonly OpenPlace[] {
  const epoch = run.epochs[step] ?? 1;
  const ended = new Set<number | undefined>();
  for (const { event } of events) {
    if (event?.kind === "ended" && event.step === step && event.epoch === epoch) {
      ended.add(event.index);
    }
  }
  const decoder = new TextDecoder();
  return [
    ...jobs.map(({ request, ...place }) => ({
      ...place,
      payload: () => JSON.parse(decoder.decode(request.payload)) as Json,
    })),
    ...runs.map(({ input, ...place }) => ({ ...place, payload: () => input })),
  ]
    .filter((made) => made.step === step && made.epoch === epoch && !ended.has(made.index))
    .map(({ index, payload }) => ({ ...(index !== undefined && { index }), payload: payload() }));
}

/** The events in which all items of a map that have begun complete. */
export function completeOpen(
  run: SimulatedRun,
  step: string,
  result: Json,
  open: readonly OpenPlace[],
): readonly DryEvent[] {
  return open.map(({ index }) => ({
    label: `${step}[${index}] completed`,
    event: { kind: "ended", ...run.place(step, index), status: "COMPLETED", result },
  }));
}
