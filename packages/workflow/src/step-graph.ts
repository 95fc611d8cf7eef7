import { closestName, type FieldCheck } from "@millrace/core";
import { SECTIONS, type Section } from "./workflow.ts";

/** What the graph is made of. */
export interface GraphStep {
  readonly name: string;
  readonly path: string;
  readonly section: Section;
  readonly after: readonly string[];
}

/** In which order steps run. */
export interface StepGraph<Step> {
  /** Each after all that come before it. */
  readonly ordered: readonly Step[];
  /** By name, those that come directly after. */
  readonly dependants: ReadonlyMap<string, readonly string[]>;
  /** Whether the step `before` has ended, or may have, when `step` starts. */
  isBefore(before: string, step: string): boolean;
}

/**
 * The graph of steps.
 *
 * @param others that may come before, and after which none of these comes back. Defaults to none.
 * @returns `undefined` when there is none, because of what is noted.
 */
export function readGraph<Step extends GraphStep>(
  check: FieldCheck,
  steps: ReadonlyMap<string, Step>,
  others: ReadonlyMap<string, Pick<GraphStep, "section" | "after">> = new Map(),
): StepGraph<Step> | undefined {
  let isWhole = true;
  const known = new Map([...others, ...steps]);
  for (const { path, after, name, section } of steps.values()) {
    const fault = (place: number) => afterFault(name, section, after, place, known);
    after.forEach((_, place) => {
      const reason = fault(place);
      if (reason === undefined) return;
      isWhole = false;
      check.invalid(`${path}.after[${place}]`, reason);
    });
  }
  if (!isWhole) return undefined;

  const order: Step[] = [];
  const dependants = new Map<string, string[]>();
  const places = new Map<string, number>();
  const open = new Map(
    [...steps.values()].map(({ name, after }) => [name, after.filter((n) => steps.has(n)).length]),
  );
  for (const { name, after } of steps.values()) {
    for (const before of after) dependants.set(before, [...(dependants.get(before) ?? []), name]);
  }
  for (const section of SECTIONS) {
    const ready = [...steps.values()].filter(
      (step) => step.section === section && open.get(step.name) === 0,
    );
    for (const step of ready) {
      places.set(step.name, order.length);
      order.push(step);
      for (const next of dependants.get(step.name) ?? []) {
        const left = (open.get(next) as number) - 1;
        open.set(next, left);
        if (left === 0) ready.push(steps.get(next) as Step);
      }
    }
  }
  if (order.length < steps.size) {
    const cycle = findCycle(
      [...steps.values()].filter(({ name }) => !places.has(name)),
      steps,
    );
    check.invalid(
      `${cycle[0]?.path}.after`,
      `must not lead in a cycle: ${[...cycle, cycle[0]].map((step) => step?.name).join(" → ")}`,
    );
    return undefined;
  }

  // One bit for each step, by its place in the order.
  const ancestors = new Map<string, bigint>();
  for (const { name, after } of order) {
    const bits = after.reduce(
      (sum, before) =>
        sum | (ancestors.get(before) ?? 0n) | (1n << BigInt(places.get(before) ?? order.length)),
      0n,
    );
    ancestors.set(name, bits);
  }
  return {
    ordered: order,
    dependants,
    isBefore(before, step) {
      const [one, other] = [known.get(before), known.get(step)];
      if (one === undefined || other === undefined) return false;
      if (one.section !== other.section) {
        return SECTIONS.indexOf(one.section) < SECTIONS.indexOf(other.section);
      }
      const place = places.get(before);
      if (place === undefined) return leadsTo(before, step, known);
      return ((ancestors.get(step) ?? 0n) >> BigInt(place)) % 2n === 1n;
    },
  };
}

/** Whether the step `before` is found by going back from `step`. */
function leadsTo(
  before: string,
  step: string,
  steps: ReadonlyMap<string, Pick<GraphStep, "after">>,
): boolean {
  const seen = new Set([step]);
  for (const name of seen) for (const other of steps.get(name)?.after ?? []) seen.add(other);
  return seen.has(before) && before !== step;
}

function afterFault(
  name: string,
  section: Section,
  after: readonly string[],
  place: number,
  steps: ReadonlyMap<string, Pick<GraphStep, "section">>,
): string | undefined {
  const before = after[place] as string;
  if (before === name) return "must not name the step itself";
  if (after.indexOf(before) < place) return `names ${before} twice`;
  const step = steps.get(before);
  if (step === undefined) return noStep(before, [...steps.keys()]);
  if (step.section === section) return undefined;
  return SECTIONS.indexOf(step.section) < SECTIONS.indexOf(section)
    ? `names ${before} of ${step.section}, all of which come before; leave it out`
    : `names ${before} of ${step.section}, which comes later`;
}

/** That there is no step `name`, with the one that was probably meant. */
export function noStep(name: string, known: readonly string[]): string {
  const meant = closestName(name, known);
  return `names step ${name}, which there is not${meant === undefined ? "" : ` (did you mean ${meant}?)`}`;
}

/** Some steps of which each comes after the one that follows, and the last after the first. */
function findCycle<Step extends GraphStep>(
  left: readonly Step[],
  steps: ReadonlyMap<string, Step>,
): Step[] {
  const names = new Set(left.map(({ name }) => name));
  const seen: Step[] = [];
  let step = left[0] as Step;
  while (!seen.includes(step)) {
    seen.push(step);
    // Each that is left comes after another one that is left.
    step = steps.get(step.after.find((before) => names.has(before)) as string) as Step;
  }
  const cycle = seen.slice(seen.indexOf(step)).reverse();
  const first = left.find((other) => cycle.includes(other)) as Step;
  return [...cycle.slice(cycle.indexOf(first)), ...cycle.slice(0, cycle.indexOf(first))];
}
