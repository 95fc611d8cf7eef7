import {
  checkType,
  FieldCheck,
  type FieldViolation,
  type MillraceError,
  shown,
  utf8Bytes,
} from "@millrace/core";
import {
  type AwaitStep,
  type ChildWorkflow,
  type InlineWorkflow,
  type JobSettings,
  type MapStep,
  type SleepStep,
  type Step,
  type StepSettings,
  type TaskStep,
  WORKFLOW_BOUNDS,
  type WorkflowDefinition,
  type WorkflowStep,
} from "./definition.ts";
import { Expression, ExpressionError, type ExpressionScope } from "./expression.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { isTexts, JOB_SETTINGS, readJobRequest, readLength } from "./read-job.ts";
import { noStep, readGraph } from "./step-graph.ts";
import { STEP_RULES, type StepRule } from "./step-rule.ts";
import { fieldPath, Template } from "./template.ts";
import {
  type AwaitAction,
  type ChildReference,
  type JobTemplate,
  type MapAction,
  type PlannedStep,
  type RunTemplate,
  SECTIONS,
  type SleepAction,
  type StepAction,
  type Workflow,
} from "./workflow.ts";

/**
 * Reads a definition: plain JSON, of which nothing is trusted.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names the place of everything that is wrong, up to twenty.
 */
export function readWorkflow(definition: unknown): Workflow {
  const read = attemptToRead(definition);
  if ("fault" in read) throw read.fault;
  return read.workflow;
}

/** What is wrong with a definition, with the path of each place, up to twenty; nothing for one that is in order. */
export function validateWorkflow(definition: unknown): readonly FieldViolation[] {
  const read = attemptToRead(definition);
  return "fault" in read ? read.fault.violations : [];
}

const CANNOT = "cannot use the workflow";

function attemptToRead(
  definition: unknown,
): { readonly workflow: Workflow } | { readonly fault: MillraceError } {
  const check = new FieldCheck();
  const workflow = readDefinition(check, definition);
  const fault = check.error(CANNOT);
  return fault === undefined ? { workflow: workflow as Workflow } : { fault };
}

type Fields<T> = { readonly [Field in keyof T]-?: true };

const INLINE_FIELDS: Fields<InlineWorkflow> = {
  failure: true,
  timeout: true,
  steps: true,
  on_failure: true,
  finally: true,
};

const DEFINITION_FIELDS: Fields<WorkflowDefinition> = {
  name: true,
  schema: true,
  description: true,
  ui: true,
  ...INLINE_FIELDS,
};

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const NAME_RULE =
  "must be 1 to 63 small letters, digits, or any of _ and -, starting with a letter";

function readDefinition(check: FieldCheck, value: unknown): Workflow | undefined {
  if (!isJsonObject(value)) {
    check.invalid(
      "definition",
      `must be an object with fields of a workflow, but is ${shown(value)}`,
    );
    return undefined;
  }
  const definition = value as unknown as WorkflowDefinition;
  const bytes = sizeOf(check, definition);
  if (bytes === undefined) return undefined;
  if (bytes > WORKFLOW_BOUNDS.maxDefinitionBytes) {
    check.exceeds("definition", bytes, WORKFLOW_BOUNDS.maxDefinitionBytes, "bytes");
    return undefined;
  }
  check.only<WorkflowDefinition>(definition, DEFINITION_FIELDS, "a workflow");
  const { name, schema, description } = definition;
  checkName(check, "name", name);
  if (schema !== 1) check.invalid("schema", `must be 1, but is ${shown(schema)}`);
  if (description !== undefined) check.text("description", description, 1_024);
  return readSections(check, definition, {
    ...{ name, path: "", depth: 1 },
    budget: { characters: WORKFLOW_BOUNDS.maxExpressionsCharacters },
  });
}

/** How long the definition is as JSON. What JSON would lose is refused before it can be lost. */
function sizeOf(check: FieldCheck, definition: object): number | undefined {
  try {
    return utf8Bytes(JSON.stringify(definition));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    check.invalid("definition", `must be JSON: ${reason.split("\n")[0]}`);
    return undefined;
  }
}

function checkName(check: FieldCheck, field: string, name: unknown): name is string {
  if (typeof name === "string" && NAME.test(name)) return true;
  check.invalid(field, `${NAME_RULE}, but is ${shown(name)}`);
  return false;
}

interface Place {
  readonly name: string;
  /** Before the names of sections: `""`, or `steps.a.workflow.`. */
  readonly path: string;
  readonly depth: number;
  readonly budget: ExpressionScope["budget"];
}

function readSections(
  check: FieldCheck,
  definition: InlineWorkflow,
  place: Place,
): Workflow | undefined {
  const { failure, timeout } = definition;
  const { name, path } = place;
  if (failure !== undefined)
    check.oneOf(`${path}failure`, failure, ["CONTINUE", "STOP", "STOP_NOW"]);
  const timeoutMs = readLength(check, `${path}timeout`, timeout);
  if (timeoutMs === 0) check.invalid(`${path}timeout`, "must be more than 0");
  const steps = readSteps(check, definition, place);
  if (steps === undefined) return undefined;

  const graph = readGraph(check, steps);
  if (graph === undefined) return undefined;
  for (const { references, name: step } of steps.values()) {
    for (const [before, where] of references) {
      if (!steps.has(before)) check.invalid(where, noStep(before, [...steps.keys()]));
      else if (!graph.isBefore(before, step)) {
        check.invalid(
          where,
          `names step ${before}, which does not come before ${step}; add it to its "after"`,
        );
      }
    }
  }
  const planned = graph.ordered.map(
    ({ references, ...step }): PlannedStep => ({
      ...step,
      references: new Set(references.keys()),
      dependants: graph.dependants.get(step.name) ?? [],
    }),
  );
  return {
    name,
    failure: failure ?? "CONTINUE",
    ...(timeoutMs !== undefined && { timeoutMs }),
    steps: new Map(planned.map((step) => [step.name, step])),
  };
}

type ReadStep = Omit<PlannedStep, "dependants" | "references"> & {
  /** The steps that its expressions look at, with the place of the first look at each. */
  readonly references: ReadonlyMap<string, string>;
};

function readSteps(
  check: FieldCheck,
  definition: InlineWorkflow,
  { path, depth, budget }: Place,
): Map<string, ReadStep> | undefined {
  const steps = new Map<string, ReadStep>();
  let isWhole = true;
  const sections = SECTIONS.filter(
    (section) => section === "steps" || definition[section] !== undefined,
  );
  const count = sections.reduce(
    (sum, section) => sum + Object.keys(definition[section] ?? {}).length,
    0,
  );
  if (count > WORKFLOW_BOUNDS.maxSteps) {
    check.invalid(
      `${path}steps`,
      `must be at most ${WORKFLOW_BOUNDS.maxSteps.toLocaleString("en-US")} together with those of the hooks, but are ${count.toLocaleString("en-US")}; use a map, or a workflow as a step`,
    );
    return undefined;
  }
  for (const section of sections) {
    const named: unknown = definition[section];
    if (!isJsonObject(named)) {
      check.invalid(
        `${path}${section}`,
        `must be an object of steps by their names, but is ${shown(named)}`,
      );
      isWhole = false;
      continue;
    }
    if (section === "steps" && Object.keys(named).length === 0) {
      check.invalid(`${path}steps`, "must have a step");
    }
    for (const [name, step] of Object.entries(named)) {
      const stepPath = fieldPath(`${path}${section}`, name);
      if (!checkName(check, stepPath, name)) {
        isWhole = false;
      } else if (steps.has(name)) {
        check.invalid(
          stepPath,
          `is the name of a step in ${steps.get(name)?.section}, too; rename one of them`,
        );
        isWhole = false;
      } else {
        const read = new StepReader(check, stepPath, { depth, budget }).read(step);
        if (read === undefined) isWhole = false;
        else steps.set(name, { name, path: stepPath, section, ...read });
      }
    }
  }
  return isWhole ? steps : undefined;
}

const STEP_FIELDS: Fields<StepSettings> = {
  description: true,
  after: true,
  rule: true,
  when: true,
  on_failure: true,
};

type Kind = "map" | "type" | "workflow" | "sleep" | "await" | "decide";

const KINDS: Readonly<Record<Kind, Readonly<Record<string, true>>>> = {
  map: { map: true, type: true, workflow: true, input: true, ...JOB_SETTINGS },
  type: { type: true, input: true, ...JOB_SETTINGS },
  workflow: { workflow: true, input: true },
  sleep: { sleep: true },
  await: { await: true },
  decide: { decide: true },
};

// Of these the rule can only hold when there is a step before.
const NEEDS_AFTER: readonly StepRule[] = [
  "NONE_FAILED_ONE_SUCCEEDED",
  "ALL_FAILED",
  "ANY_SUCCEEDED",
  "ANY_FAILED",
];

/** Reads one step of a definition. */
class StepReader {
  readonly #check: FieldCheck;
  readonly #path: string;
  readonly #depth: number;
  readonly #budget: ExpressionScope["budget"];
  readonly #references = new Map<string, string>();

  constructor(check: FieldCheck, path: string, { depth, budget }: Pick<Place, "depth" | "budget">) {
    this.#check = check;
    this.#path = path;
    this.#depth = depth;
    this.#budget = budget;
  }

  read(value: Json): Omit<ReadStep, "name" | "path" | "section"> | undefined {
    const check = this.#check;
    const kind = this.#kindOf(value);
    if (kind === undefined) return undefined;
    const what = kind === "type" ? "a step that runs a job" : `a step with ${kind}`;
    check.only(value, { ...STEP_FIELDS, ...KINDS[kind] }, what, this.#path);
    const step = value as unknown as Step;
    const { after = [], rule = "ALL_SUCCEEDED", when, on_failure, description } = step;
    if (description !== undefined) check.text(this.#at("description"), description, 1_024);
    if (on_failure !== undefined)
      check.oneOf(this.#at("on_failure"), on_failure, ["FAIL", "IGNORE"]);
    if (!this.#isNames(after)) return undefined;
    check.oneOf(this.#at("rule"), rule, STEP_RULES);
    if (after.length === 0 && NEEDS_AFTER.includes(rule)) {
      check.invalid(this.#at("rule"), `can be ${rule} only with steps in "after"`);
    }
    const condition = when === undefined ? undefined : this.#expression("when", when);
    const action = this.#action(kind, step);
    if (action === undefined) return undefined;
    return {
      after,
      rule,
      ...(condition !== undefined && { when: condition }),
      ignoresFailure: on_failure === "IGNORE",
      action,
      references: this.#references,
    };
  }

  #kindOf(value: Json): Kind | undefined {
    if (!isJsonObject(value)) {
      this.#check.invalid(
        this.#path,
        `must be an object with fields of a step, but is ${shown(value)}`,
      );
      return undefined;
    }
    const kinds = Object.keys(KINDS) as Kind[];
    const named = kinds.filter((kind) => Object.hasOwn(value, kind));
    if (named[0] === "map") return "map";
    if (named.length === 1) return named[0];
    const says = named.length === 0 ? "has none of them" : `has ${named.join(" and ")}`;
    this.#check.invalid(
      this.#path,
      `must have one of type, map, sleep, await, workflow and decide, but ${says}`,
    );
    return undefined;
  }

  #isNames(after: unknown): after is readonly string[] {
    if (!this.#check.list(this.#at("after"), after, 0, WORKFLOW_BOUNDS.maxAfter)) return false;
    return (after as unknown[]).every((name, i) =>
      this.#check.string(this.#at(`after[${i}]`), name),
    );
  }

  #action(kind: Kind, step: Step): StepAction | undefined {
    switch (kind) {
      case "type": {
        const job = this.#job(step as TaskStep, []);
        return { kind: "task", ...job };
      }
      case "map":
        return this.#map(step as MapStep);
      case "workflow": {
        const run = this.#run(step as WorkflowStep, []);
        return run && { kind: "workflow", ...run };
      }
      case "sleep":
        return this.#sleep((step as SleepStep).sleep);
      case "await":
        return this.#await((step as AwaitStep).await);
      case "decide": {
        const value = this.#expression("decide", (step as unknown as JsonObject)["decide"]);
        return value && { kind: "decide", value };
      }
    }
  }

  #job(
    step: JobSettings & { readonly type?: string; readonly input?: Json },
    variables: readonly string[],
  ): JobTemplate {
    const { type, input, concurrency_key: key, metadata } = step;
    const check = this.#check;
    checkType(check, this.#at("type"), type as string);
    // A wrong type was noted; the request is about the rest.
    const request = readJobRequest(check, this.#path, "step", step);
    const template = (field: string, value: Json) => this.#template(field, value, variables);
    const isKey = key !== undefined && check.string(this.#at("concurrency_key"), key);
    const isMetadata = metadata !== undefined && isTexts(check, this.#at("metadata"), metadata);
    return {
      request: { ...request, type: type as string },
      ...(input !== undefined && { input: template("input", input) }),
      ...(isKey && { concurrencyKey: template("concurrency_key", key) }),
      ...(isMetadata && { metadata: template("metadata", metadata) }),
    };
  }

  #map(step: MapStep): MapAction | undefined {
    const check = this.#check;
    const { map, type, workflow } = step;
    const fields: Fields<MapStep["map"]> = {
      over: true,
      as: true,
      max_running: true,
      max_items: true,
      tolerate: true,
    };
    if (!check.only<MapStep["map"]>(map, fields, "a map", this.#at("map"))) return undefined;
    const { as: itemName = "item", tolerate = 0 } = map;
    const { maxMapItems, defaultMapItems, maxMapRunning, defaultMapRunning } = WORKFLOW_BOUNDS;
    const { max_running = defaultMapRunning, max_items = defaultMapItems } = map;
    check.integer(this.#at("map.max_running"), max_running, 1, maxMapRunning);
    check.integer(this.#at("map.max_items"), max_items, 1, maxMapItems);
    if (!/^[a-zA-Z_]\w{0,62}$/.test(itemName) || TAKEN.includes(itemName)) {
      check.invalid(
        this.#at("map.as"),
        `must be a name of letters, digits and _, and none of ${TAKEN.join(", ")}, but is ${shown(itemName)}`,
      );
    }
    const tolerated = this.#tolerated(tolerate);
    const over = this.#expression("map.over", map.over);
    if ((type === undefined) === (workflow === undefined)) {
      check.invalid(this.#path, "must have one of type and workflow, which runs for each item");
      return undefined;
    }
    const variables = [itemName, "index"];
    if (type !== undefined) {
      const job = this.#job(step, variables);
      return (
        over && {
          kind: "map",
          over,
          itemName,
          maxRunning: max_running,
          maxItems: max_items,
          tolerated,
          child: { kind: "job", ...job },
        }
      );
    }
    for (const name of Object.keys(JOB_SETTINGS)) {
      if (Object.hasOwn(step, name)) check.invalid(this.#at(name), "is of jobs, and not of runs");
    }
    const run = this.#run(step as WorkflowStep, variables);
    if (run?.isDetached === true) {
      check.invalid(this.#at("workflow.detach"), "must be false, as a map waits for its runs");
    }
    return (
      over &&
      run && {
        kind: "map",
        over,
        itemName,
        maxRunning: max_running,
        maxItems: max_items,
        tolerated,
        child: { kind: "run", ...run },
      }
    );
  }

  #tolerated(tolerate: unknown): (items: number) => number {
    if (typeof tolerate === "number" && Number.isInteger(tolerate) && tolerate >= 0)
      return () => tolerate;
    const share =
      typeof tolerate === "string" ? /^(\d{1,2}(?:\.\d+)?|100)%$/.exec(tolerate)?.[1] : undefined;
    if (share !== undefined) return (items) => Math.floor((items * Number(share)) / 100);
    this.#check.invalid(
      this.#at("map.tolerate"),
      `must be a whole number or a share such as "10%", but is ${shown(tolerate)}`,
    );
    return () => 0;
  }

  #run(
    step: { readonly workflow: ChildWorkflow; readonly input?: Json },
    variables: readonly string[],
  ): RunTemplate | undefined {
    const { workflow, input } = step;
    const reference = this.#child(workflow);
    const template = input === undefined ? undefined : this.#template("input", input, variables);
    return (
      reference && {
        workflow: reference,
        isDetached: !isInline(workflow) && workflow.detach === true,
        ...(template !== undefined && { input: template }),
      }
    );
  }

  #child(workflow: ChildWorkflow): ChildReference | undefined {
    const check = this.#check;
    const path = this.#at("workflow");
    if (isInline(workflow)) {
      const inside = workflow;
      check.only<InlineWorkflow>(inside, INLINE_FIELDS, "a workflow inside of a step", path);
      const depth = this.#depth + 1;
      if (depth > WORKFLOW_BOUNDS.maxDepth) {
        check.invalid(
          path,
          `must be at most the ${WORKFLOW_BOUNDS.maxDepth}th workflow inside of another one, but is the ${depth}th; put it into a definition of its own`,
        );
        return undefined;
      }
      const inline = readSections(check, inside, {
        ...{ name: "", path: `${path}.`, depth },
        budget: this.#budget,
      });
      return inline && { inline };
    }
    const fields = { name: true, version: true, detach: true } as const;
    if (!check.only(workflow, fields, "a reference to a workflow", path)) return undefined;
    const { name, version, detach } = workflow;
    if (!checkName(check, `${path}.name`, name)) return undefined;
    if (version !== undefined) check.integer(`${path}.version`, version, 1, 2 ** 31 - 1);
    if (detach !== undefined) this.#isBoolean("workflow.detach", detach);
    return { name, ...(version !== undefined && { version }) };
  }

  #sleep(sleep: SleepStep["sleep"]): SleepAction | undefined {
    const check = this.#check;
    const path = this.#at("sleep");
    if (!check.only(sleep, { for: true, until: true }, "a sleep", path)) return undefined;
    const { for: length, until } = sleep as { readonly for?: string; readonly until?: string };
    if ((length === undefined) === (until === undefined)) {
      check.invalid(path, "must have one of for and until");
      return undefined;
    }
    if (until === undefined) {
      const forMs = readLength(check, `${path}.for`, length);
      return forMs === undefined ? undefined : { kind: "sleep", forMs };
    }
    if (!check.string(`${path}.until`, until)) return undefined;
    return { kind: "sleep", until: this.#template("sleep.until", until, []) };
  }

  #await(value: AwaitStep["await"]): AwaitAction | undefined {
    const check = this.#check;
    const path = this.#at("await");
    const fields: Fields<AwaitStep["await"]> = {
      signal: true,
      match: true,
      broadcast: true,
      timeout: true,
      on_timeout: true,
    };
    if (!check.only<AwaitStep["await"]>(value, fields, "a wait for a signal", path))
      return undefined;
    const { signal, match, broadcast, timeout, on_timeout } = value;
    checkType(check, `${path}.signal`, signal);
    if (broadcast !== undefined) this.#isBoolean("await.broadcast", broadcast);
    const timeoutMs = readLength(check, `${path}.timeout`, timeout);
    if (on_timeout !== undefined) {
      check.oneOf(`${path}.on_timeout`, on_timeout, ["FAIL", "CONTINUE"]);
      if (timeout === undefined) check.invalid(`${path}.on_timeout`, "is of use with timeout only");
    }
    const matching =
      match === undefined ? undefined : this.#expression("await.match", match, ["signal"]);
    return {
      kind: "await",
      signal,
      ...(matching !== undefined && { match: matching }),
      isBroadcast: broadcast === true,
      ...(timeoutMs !== undefined && { timeoutMs }),
      continuesAfterTimeout: on_timeout === "CONTINUE",
    };
  }

  #isBoolean(field: string, value: unknown): void {
    if (typeof value === "boolean") return;
    this.#check.invalid(this.#at(field), `must be true or false, but is ${shown(value)}`);
  }

  #expression(
    field: string,
    text: unknown,
    variables: readonly string[] = [],
  ): Expression | undefined {
    const path = this.#at(field);
    if (!this.#check.string(path, text)) return undefined;
    try {
      const expression = new Expression(text, { variables, budget: this.#budget });
      for (const step of expression.steps) this.#note(step, path);
      return expression;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#check.invalid(path, error.message);
      return undefined;
    }
  }

  #template(field: string, value: Json, variables: readonly string[]): Template {
    const refuse = (place: string, reason: string) => this.#check.invalid(this.#at(place), reason);
    const template = new Template(value, field, { variables, budget: this.#budget }, refuse);
    for (const { step, path } of template.references) this.#note(step, this.#at(path));
    return template;
  }

  #note(step: string, path: string): void {
    if (!this.#references.has(step)) this.#references.set(step, path);
  }

  #at(field: string): string {
    return `${this.#path}.${field}`;
  }
}

function isInline(workflow: ChildWorkflow): workflow is InlineWorkflow {
  return isJsonObject(workflow) && Object.hasOwn(workflow, "steps");
}

const TAKEN = ["input", "run", "steps", "signal", "index", "true", "false", "null", "in"];
