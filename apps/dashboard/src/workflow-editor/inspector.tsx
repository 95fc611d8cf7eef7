import { Copy, Trash2, X } from "lucide-react";
import { lazy, Suspense, useEffect, useId, useState } from "react";
import { useQueues } from "../live/live.ts";
import { Button } from "../ui/button.tsx";
import { SelectField, TextField } from "../ui/field.tsx";
import { STEP_KINDS } from "../workflow-graph/step-kinds.ts";
import { isObject, type ListedStep, type StepKind } from "../workflow-graph/step-list.ts";
import type { EditorActions } from "./editor-actions.ts";
import type { EditorState } from "./editor-store.ts";
import { KindForm } from "./kind-form.tsx";
import type { NewKind } from "./step-commands.ts";
import { BoundSelect, BoundText, FormFields, faultsWithin } from "./step-fields.tsx";
import type { Violations } from "./use-violations.ts";

const TryStepPanel = lazy(() => import("./try-step-panel.tsx"));

interface InspectorProps {
  readonly state: EditorState;
  readonly steps: readonly ListedStep[];
  readonly violations: Violations;
  readonly actions: EditorActions;
}

/** What can be said of what is selected: the workflow, a step, or several. */
export function Inspector(props: InspectorProps) {
  const { state, steps } = props;
  const chosen = steps.filter(({ id }) => state.selection.includes(id));
  const [only] = chosen;
  if (only === undefined) return <WorkflowForm {...props} />;
  if (chosen.length > 1) return <ManySteps {...props} chosen={chosen} />;
  return <StepForm key={only.section} {...props} step={only} />;
}

function WorkflowForm({ state, violations, actions }: InspectorProps) {
  const definition = isObject(state.definition) ? state.definition : {};
  const faults = new Map(violations.all.map(({ field, description }) => [field, description]));
  return (
    <FormFields value={{ value: definition, faults, set: actions.setWorkflow }}>
      <div className="flex flex-col gap-3 p-3">
        <h2 className="font-semibold">The workflow</h2>
        <BoundText label="Name" path="name" isNeeded />
        <BoundText label="Description" path="description" />
        <BoundSelect
          label="When a step has failed"
          path="failure"
          options={[
            ["CONTINUE", "other steps go on"],
            ["STOP", "no further step starts"],
            ["STOP_NOW", "running steps are cancelled, too"],
          ]}
        />
        <BoundText
          label="Timeout"
          path="timeout"
          placeholder="none"
          hint="such as 30m, 2d or P2D"
        />
        <p className="text-xs text-muted-foreground">
          Select a step to say what it does. <Key>a</Key> adds one after it, <Key>Ctrl D</Key>{" "}
          duplicates it, <Key>Delete</Key> takes it away, <Key>?</Key> shows all keys.
        </p>
      </div>
    </FormFields>
  );
}

function Key({ children }: { children: string }) {
  return <kbd className="rounded border bg-muted px-1 font-mono text-2xs">{children}</kbd>;
}

function ManySteps({ actions, chosen }: InspectorProps & { chosen: readonly ListedStep[] }) {
  return (
    <div className="flex flex-col gap-3 p-3">
      <h2 className="font-semibold">{chosen.length} steps</h2>
      <p className="wrap-anywhere text-muted-foreground">
        {chosen.map(({ name }) => name).join(", ")}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button icon={Copy} onClick={actions.duplicate}>
          Duplicate
        </Button>
        <Button icon={Trash2} look="danger" onClick={actions.removeSelected}>
          Delete
        </Button>
      </div>
    </div>
  );
}

const KINDS = (Object.keys(STEP_KINDS) as StepKind[])
  .filter((kind) => kind !== "unknown")
  .map((kind) => [kind, `${STEP_KINDS[kind].label}: ${STEP_KINDS[kind].does}`] as const);

function StepForm({ steps, step, violations, actions }: InspectorProps & { step: ListedStep }) {
  const faults = faultsWithin(step, violations.all);
  const typesId = useId();
  const { data: queues } = useQueues();
  return (
    <FormFields
      value={{ value: step.value, faults, set: (fields) => actions.setFields(step.id, fields) }}
    >
      <div className="flex flex-col gap-3 p-3">
        <NameField step={step} actions={actions} />
        <SelectField
          label="Kind"
          options={step.kind === "unknown" ? [["unknown", "Choose one"], ...KINDS] : KINDS}
          value={step.kind}
          onChange={({ target }) => actions.setKind(step.id, target.value as NewKind)}
        />
        <KindForm step={step} typesId={typesId} />
        <datalist id={typesId}>
          {queues?.queues.map(({ type }) => (
            <option key={type} value={type} />
          ))}
        </datalist>
        <hr className="border-border" />
        <AfterField step={step} steps={steps} actions={actions} fault={faultOf(faults, "after")} />
        {step.after.length > 0 && (
          <BoundSelect
            label="Starts when"
            path="rule"
            options={[
              ["ALL_SUCCEEDED", "all of them have succeeded"],
              ["NONE_FAILED", "none has failed"],
              ["NONE_FAILED_ONE_SUCCEEDED", "none has failed, one has succeeded"],
              ["ALL_DONE", "all have ended, however"],
              ["ALL_FAILED", "all have failed"],
              ["ANY_SUCCEEDED", "one has succeeded"],
              ["ANY_FAILED", "one has failed"],
            ]}
          />
        )}
        <BoundText
          label="Only if"
          path="when"
          mono
          placeholder="always"
          hint="an expression, such as steps.charge.result.ok == true"
        />
        <BoundSelect
          label="When it has failed"
          path="on_failure"
          options={[
            ["FAIL", "the run fails"],
            ["IGNORE", "that counts as success"],
          ]}
        />
        <BoundText label="Description" path="description" />
        <TryStep step={step} />
        <div className="flex flex-wrap gap-2">
          <Button icon={Copy} onClick={actions.duplicate}>
            Duplicate
          </Button>
          <Button icon={Trash2} look="danger" onClick={actions.removeSelected}>
            Delete
          </Button>
        </div>
      </div>
    </FormFields>
  );
}

/** What evaluates expressions comes when it is wanted. */
function TryStep({ step }: { step: ListedStep }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="font-medium">Try it with a sample</summary>
      <div className="mt-2">
        {isOpen && (
          <Suspense fallback={<p className="text-muted-foreground">Loading…</p>}>
            <TryStepPanel key={step.id} step={step} />
          </Suspense>
        )}
      </div>
    </details>
  );
}

function faultOf(faults: ReadonlyMap<string, string>, field: string): string | undefined {
  return [...faults].find(([path]) => path === field || path.startsWith(`${field}[`))?.[1];
}

/** The name, which counts once it is left: half of one may be another's. */
function NameField({ step, actions }: { step: ListedStep; actions: EditorActions }) {
  const [draft, setDraft] = useState(step.name);
  const [isTaken, setTaken] = useState(false);
  useEffect(() => {
    setDraft(step.name);
    setTaken(false);
  }, [step.name]);
  const commit = () => {
    if (draft === step.name) return;
    setTaken(!actions.rename(step.id, draft));
  };
  return (
    <TextField
      label="Step"
      data-step-name
      mono
      aria-invalid={isTaken}
      hint={isTaken ? <span className="text-failed">That name is taken, or none.</span> : undefined}
      value={draft}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => {
        if (key === "Enter") commit();
        if (key === "Escape") setDraft(step.name);
      }}
    />
  );
}

interface AfterFieldProps {
  readonly step: ListedStep;
  readonly steps: readonly ListedStep[];
  readonly actions: EditorActions;
  readonly fault: string | undefined;
}

/** What the step comes after, one by one. */
function AfterField({ step, steps, actions, fault }: AfterFieldProps) {
  const others = steps.filter(
    ({ id, section, name }) =>
      id !== step.id && section === step.section && !step.after.includes(name),
  );
  const idOf = (name: string) => `${step.section}.${name}`;
  return (
    <div className="flex flex-col gap-1.5">
      {step.after.length > 0 && (
        <ul aria-label="Comes after" className="flex flex-wrap gap-1">
          {step.after.map((name) => (
            <li
              key={name}
              className="inline-flex h-6 items-center gap-1 rounded-md border bg-muted pl-1.5 text-xs"
            >
              {name}
              <button
                type="button"
                aria-label={`No longer after ${name}`}
                className="inline-flex size-6 items-center justify-center text-muted-foreground hover:text-foreground"
                onClick={() => actions.disconnect(idOf(name), step.id)}
              >
                <X aria-hidden className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <SelectField
          label={step.after.length === 0 ? "Comes after" : "And after"}
          hint={fault && <span className="text-failed">{fault}</span>}
          value=""
          options={[
            ["", step.after.length === 0 ? "nothing: starts at once" : "add another"],
            ...others.map(({ name }) => [name, name] as const),
          ]}
          onChange={({ target }) => {
            if (target.value !== "") actions.connect(idOf(target.value), step.id);
          }}
        />
      )}
    </div>
  );
}
