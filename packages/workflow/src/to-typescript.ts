import type {
  AwaitStep,
  DecideStep,
  InlineWorkflow,
  JobSettings,
  MapStep,
  SleepStep,
  Step,
  StepSettings,
  Steps,
  TaskStep,
  WorkflowDefinition,
  WorkflowStep,
} from "./definition.ts";
import type { Json } from "./json.ts";
import { readWorkflow } from "./read-workflow.ts";
import { indent, optionsText, TypeScriptText } from "./typescript-text.ts";
import { SECTIONS, type Section, type Workflow } from "./workflow.ts";

type Option = readonly [name: string, text: string];

/**
 * The source of a TypeScript module that makes a definition by the builder, and exports it. Expressions stand in it as
 * they are, as the types of inputs and results are not known: `` cel`steps.charge.result.ok` ``. Steps stand behind
 * those that come before them, and sections without a step are left out.
 *
 * @throws MillraceError `INVALID_ARGUMENT` for a definition that is not in order.
 */
export function toTypeScript(definition: WorkflowDefinition): string {
  const text = new TypeScriptText();
  const { name, description, ui } = definition;
  const built = builderOf(text, name, definition, readWorkflow(definition), [
    ...(description === undefined ? [] : [["description", text.value(description)] as const]),
    ...(ui === undefined ? [] : [["ui", text.value(ui)] as const]),
  ]);
  const imports = [...text.used, "workflow"].sort().join(", ");
  return `import { ${imports} } from "@millrace/workflow";\n\nexport const ${constantName(name)} = ${built};\n`;
}

/** The calls that build a workflow. */
function builderOf(
  text: TypeScriptText,
  name: string,
  definition: InlineWorkflow,
  workflow: Workflow,
  more: readonly Option[] = [],
): string {
  const { failure, timeout } = definition;
  const options = [...values(text, { failure, timeout }), ...more];
  const begin = `workflow(${JSON.stringify(name)}${options.length === 0 ? "" : `, ${optionsText(options)}`})`;
  const calls = SECTIONS.flatMap((section) =>
    [...workflow.steps.values()]
      .filter((step) => step.section === section)
      .map((step) => {
        const { [step.name]: written } = definition[section] as Steps;
        return indent(`.${callOf(text, section, step.name, written as Step, workflow)}`);
      }),
  );
  return [begin, ...calls].join("\n");
}

/** The call that adds a step. */
function callOf(
  text: TypeScriptText,
  section: Section,
  name: string,
  step: Step,
  workflow: Workflow,
): string {
  const quoted = JSON.stringify(name);
  const isJob = "type" in step && !("map" in step);
  // The builder has hooks that are jobs, and no steps that are called as other values are.
  if ((section !== "steps" && !isJob) || ["input", "run"].includes(name)) {
    return `add(${JSON.stringify(section)}, ${quoted}, ${text.value(step as unknown as Json)})`;
  }
  const [method, options] = stepOf(text, name, step, workflow);
  const hook = section === "finally" ? "finally" : "onFailure";
  return `${section === "steps" ? method : hook}(${quoted}, ${optionsText([...options, ...commonOf(text, step)])})`;
}

function stepOf(
  text: TypeScriptText,
  name: string,
  step: Step,
  workflow: Workflow,
): readonly [method: string, options: readonly Option[]] {
  if ("map" in step) return ["map", mapOf(text, name, step, workflow)];
  if ("type" in step) return ["task", taskOf(text, step)];
  if ("sleep" in step) return ["sleep", sleepOf(text, step)];
  if ("await" in step) return ["await", awaitOf(text, step)];
  if ("decide" in step) return ["decide", decideOf(text, step)];
  return ["workflow", [...childOf(text, name, step, workflow), ...inputOf(text, step.input)]];
}

function commonOf(text: TypeScriptText, step: StepSettings): readonly Option[] {
  const { description, after, rule, when, on_failure } = step;
  return [
    ...values(text, { description, after, rule }),
    ...callback("when", when && text.cel(when, "<boolean>")),
    ...values(text, { onFailure: on_failure }),
  ];
}

function taskOf(text: TypeScriptText, step: TaskStep): readonly Option[] {
  return [
    ...values(text, { type: step.type }),
    ...inputOf(text, step.input),
    ...settingsOf(text, step),
  ];
}

function mapOf(
  text: TypeScriptText,
  name: string,
  step: MapStep,
  workflow: Workflow,
): readonly Option[] {
  const { over, as, max_running, max_items, tolerate } = step.map;
  const child =
    step.workflow === undefined
      ? values(text, { type: step.type })
      : childOf(text, name, step as WorkflowStep, workflow);
  return [
    ...callback("over", text.cel(over, "<readonly unknown[]>")),
    ...values(text, { as, maxRunning: max_running, maxItems: max_items, tolerate }),
    ...child,
    ...inputOf(text, step.input),
    ...settingsOf(text, step),
  ];
}

function sleepOf(text: TypeScriptText, { sleep }: SleepStep): readonly Option[] {
  return "for" in sleep ? values(text, sleep) : callback("until", text.text(sleep.until));
}

function awaitOf(text: TypeScriptText, step: AwaitStep): readonly Option[] {
  const { signal, match, broadcast, timeout, on_timeout } = step.await;
  return [
    ...values(text, { signal }),
    ...callback("match", match && text.cel(match, "<boolean>")),
    ...values(text, { broadcast, timeout, onTimeout: on_timeout }),
  ];
}

function decideOf(text: TypeScriptText, { decide }: DecideStep): readonly Option[] {
  return callback("value", text.cel(decide));
}

function childOf(
  text: TypeScriptText,
  name: string,
  { workflow: child }: WorkflowStep,
  outer: Workflow,
): readonly Option[] {
  if (!("steps" in child)) {
    const { name: other, version, detach } = child;
    return values(text, { workflow: other, version, detach });
  }
  const action = outer.steps.get(name)?.action;
  const runs = action?.kind === "map" ? action.child : action;
  const inline = runs !== undefined && "workflow" in runs ? runs.workflow : undefined;
  if (inline === undefined || !("inline" in inline)) return [];
  return [["workflow", builderOf(text, name, child, inline.inline)]];
}

function settingsOf(text: TypeScriptText, settings: JobSettings): readonly Option[] {
  const { max_attempts, backoff, timeout, priority, delay, expires_in, delivery } = settings;
  const { concurrency_key: key, metadata } = settings;
  return [
    ...values(text, { maxAttempts: max_attempts, backoff: backoff && { ...backoff }, timeout }),
    ...values(text, { priority, delay, expiresIn: expires_in }),
    ...callback("key", key === undefined ? undefined : text.text(key)),
    ...values(text, { delivery }),
    ...callback("metadata", metadata && inParentheses(text.template(metadata))),
  ];
}

function inputOf(text: TypeScriptText, input: Json | undefined): readonly Option[] {
  return callback("input", input === undefined ? undefined : inParentheses(text.template(input)));
}

/** Options whose values are plain; those that are not there are left out. */
function values(
  text: TypeScriptText,
  fields: { readonly [name: string]: Json | undefined },
): Option[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, text.value(value)] as const],
  );
}

function callback(name: string, body: string | undefined): readonly Option[] {
  return body === undefined ? [] : [[name, `() => ${body}`]];
}

/** An object as the body of an arrow function. */
function inParentheses(text: string): string {
  return text.startsWith("{") ? `(${text})` : text;
}

/** The name of a workflow as that of a constant: `orderWorkflow` for `order`, `dailyReportWorkflow` for `daily-report`. */
function constantName(name: string): string {
  const camel = name.replace(/[-_]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  return `${camel}Workflow`;
}
