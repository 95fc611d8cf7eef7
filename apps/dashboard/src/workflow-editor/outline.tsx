import { CircleAlert, Plus } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { classes } from "../ui/classes.ts";
import { STEP_KINDS } from "../workflow-graph/step-kinds.ts";
import { type ListedStep, SECTION_LABELS, SECTION_NAMES } from "../workflow-graph/step-list.ts";
import type { EditorActions } from "./editor-actions.ts";
import { NEW_KINDS } from "./step-commands.ts";

interface OutlineProps {
  readonly steps: readonly ListedStep[];
  readonly selection: readonly string[];
  /** The ids of steps with whom something is wrong, and what. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  readonly actions: EditorActions;
  readonly onSelect: (ids: readonly string[]) => void;
  readonly onOpen: () => void;
}

/** All steps as a list, with the same commands as on the canvas. */
export function Outline({ steps, selection, faults, actions, onSelect, onOpen }: OutlineProps) {
  const baseId = useId();
  const [current] = selection;
  const active = steps.find(({ id }) => id === current);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const press = (event: KeyboardEvent) => {
    const at = steps.findIndex(({ id }) => id === current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to !== undefined) {
      const next = steps[Math.max(0, Math.min(to, steps.length - 1))]?.id;
      if (next !== undefined) {
        onSelect(event.shiftKey ? [next, ...selection.filter((id) => id !== next)] : [next]);
      }
    } else if (event.key === "Enter" && current !== undefined) onOpen();
    else if (event.key === "Escape" && current !== undefined) onSelect([]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="listbox"
        tabIndex={0}
        aria-label="Outline of the steps"
        aria-multiselectable
        aria-activedescendant={active && `${baseId}${active.id}`}
        className="min-h-0 flex-1 overflow-auto p-1.5"
        onKeyDown={press}
      >
        {SECTION_NAMES.map((section) => {
          const own = steps.filter((step) => step.section === section);
          if (own.length === 0) return null;
          return (
            <fieldset key={section} aria-label={SECTION_LABELS[section]}>
              <p
                aria-hidden
                className="px-1.5 pt-1.5 pb-0.5 text-2xs font-semibold text-muted-foreground"
              >
                {SECTION_LABELS[section]}
              </p>
              {own.map((step) => (
                <OutlineRow
                  key={step.id}
                  id={`${baseId}${step.id}`}
                  step={step}
                  isSelected={selection.includes(step.id)}
                  faults={faults.get(step.id)}
                  onSelect={(isMore) =>
                    onSelect(
                      isMore ? [step.id, ...selection.filter((id) => id !== step.id)] : [step.id],
                    )
                  }
                  onOpen={onOpen}
                />
              ))}
            </fieldset>
          );
        })}
        {steps.length === 0 && (
          // biome-ignore lint/a11y/useFocusableInteractive: it stands for what is not there, since a list box has options.
          <div
            role="option"
            aria-disabled
            aria-selected={false}
            className="p-1.5 text-muted-foreground"
          >
            No steps yet.
          </div>
        )}
      </div>
      <AddButtons actions={actions} hasSelected={active !== undefined} />
    </div>
  );
}

const ADD =
  "inline-flex h-7 items-center gap-1.5 rounded-md px-1.5 text-xs hover:bg-muted [&>svg]:text-muted-foreground";

function AddButtons({ actions, hasSelected }: { actions: EditorActions; hasSelected: boolean }) {
  return (
    <fieldset aria-label="Add a step" className="border-t p-1.5">
      <p aria-hidden className="px-1.5 pb-0.5 text-2xs font-semibold text-muted-foreground">
        {hasSelected ? "Add after the selected" : "Add"}
      </p>
      <div className="grid grid-cols-2">
        {NEW_KINDS.map((kind) => {
          const { label, icon: Icon, does } = STEP_KINDS[kind];
          return (
            <button
              key={kind}
              type="button"
              title={does}
              className={ADD}
              onClick={() => actions.add(kind)}
            >
              <Icon aria-hidden className="size-3.5" />
              {label}
            </button>
          );
        })}
        {(["on_failure", "finally"] as const).map((section) => (
          <button
            key={section}
            type="button"
            title={`Add a step to the hook: ${SECTION_LABELS[section]}`}
            className={ADD}
            onClick={() => actions.addTo(section)}
          >
            <Plus aria-hidden className="size-3.5" />
            {SECTION_LABELS[section]}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

interface OutlineRowProps {
  readonly id: string;
  readonly step: ListedStep;
  readonly isSelected: boolean;
  readonly faults: readonly string[] | undefined;
  readonly onSelect: (isMore: boolean) => void;
  readonly onOpen: () => void;
}

function OutlineRow({ id, step, isSelected, faults, onSelect, onOpen }: OutlineRowProps) {
  const { icon: Icon, label } = STEP_KINDS[step.kind];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys, for all of its rows.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names the row that is active.
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      className={classes(
        "flex cursor-pointer items-center gap-1.5 rounded-md px-1.5 py-1",
        isSelected ? "bg-accent" : "hover:bg-muted",
      )}
      onClick={(event) => onSelect(event.shiftKey || event.ctrlKey || event.metaKey)}
      onDoubleClick={onOpen}
    >
      <Icon aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{step.name}</span>
        <span className="sr-only">, {label}</span>
        {step.after.length > 0 && (
          <span className="block truncate text-2xs text-muted-foreground">
            after {step.after.join(", ")}
          </span>
        )}
      </span>
      {faults && (
        <>
          <CircleAlert aria-hidden className="size-3.5 shrink-0 text-failed" />
          <span className="sr-only">, {faults.join("; ")}</span>
        </>
      )}
    </div>
  );
}
