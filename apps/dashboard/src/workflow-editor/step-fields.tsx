import type { Json } from "@millrace/workflow";
import { createContext, type ReactNode, useContext, useState } from "react";
import { AreaField, CheckField, SelectField, TextField } from "../ui/field.tsx";
import { isObject, type ListedStep } from "../workflow-graph/step-list.ts";
import { isSameJson } from "./same-json.ts";
import { withFields } from "./step-commands.ts";

/** The object whose fields a form shows. */
export interface FormTarget {
  readonly value: { readonly [name: string]: Json };
  /** What is wrong, by the path within the object, such as `map.over`. */
  readonly faults: ReadonlyMap<string, string>;
  readonly set: (fields: { readonly [name: string]: Json | undefined }) => void;
}

const Target = createContext<FormTarget | undefined>(undefined);

export const FormFields = Target.Provider;

interface BoundProps {
  readonly label: string;
  /** The path within the object, such as `map.over`. */
  readonly path: string;
  readonly hint?: ReactNode;
}

/** The object that the form is about. */
export function useFormTarget(): FormTarget {
  const target = useContext(Target);
  if (target === undefined) throw new Error("a field stands in no form");
  return target;
}

interface Bound {
  readonly value: Json | undefined;
  readonly hint: ReactNode;
  readonly isWrong: boolean;
  readonly set: (value: Json | undefined) => void;
}

function useBound({ path, hint }: BoundProps): Bound {
  const target = useFormTarget();
  const [outer = "", inner] = path.split(".");
  const outside = target.value[outer];
  const fault = [...target.faults].find(
    ([place]) => place === path || place.startsWith(`${path}.`) || place.startsWith(`${path}[`),
  );
  return {
    value: inner === undefined ? outside : isObject(outside) ? outside[inner] : undefined,
    hint:
      fault === undefined ? hint : <span className="text-failed wrap-anywhere">{fault[1]}</span>,
    isWrong: fault !== undefined,
    set(value) {
      if (inner === undefined) return target.set({ [outer]: value });
      const changed = withFields(isObject(outside) ? outside : {}, { [inner]: value });
      target.set({ [outer]: Object.keys(changed).length === 0 ? undefined : changed });
    },
  };
}

/** A text; without one there is no such field, unless the step needs it. */
export function BoundText(
  props: BoundProps & {
    readonly mono?: boolean;
    readonly isNeeded?: boolean;
    readonly list?: string;
    readonly placeholder?: string;
  },
) {
  const { value, hint, isWrong, set } = useBound(props);
  const { label, mono = false, isNeeded = false, list, placeholder } = props;
  return (
    <TextField
      label={label}
      hint={hint}
      mono={mono}
      {...(list !== undefined && { list })}
      {...(placeholder !== undefined && { placeholder })}
      aria-invalid={isWrong}
      value={shownText(value)}
      onChange={({ target }) => set(target.value === "" && !isNeeded ? undefined : target.value)}
    />
  );
}

/** A number; what is none stays a text, so that the validator says what is wrong. */
export function BoundNumber(props: BoundProps & { readonly placeholder?: string }) {
  const { value, hint, isWrong, set } = useBound(props);
  return (
    <TextField
      label={props.label}
      hint={hint}
      inputMode="decimal"
      placeholder={props.placeholder}
      aria-invalid={isWrong}
      value={shownText(value)}
      onChange={({ target }) => {
        const text = target.value.trim();
        const number = Number(text);
        if (text === "") set(undefined);
        else set(Number.isNaN(number) || text.endsWith(".") ? text : number);
      }}
    />
  );
}

export function BoundSelect(
  props: BoundProps & { readonly options: readonly (readonly [value: string, label: string])[] },
) {
  const { value, hint, isWrong, set } = useBound(props);
  const [byDefault] = props.options[0] ?? [""];
  return (
    <SelectField
      label={props.label}
      hint={hint}
      aria-invalid={isWrong}
      options={props.options}
      value={typeof value === "string" ? value : byDefault}
      onChange={({ target }) => set(target.value === byDefault ? undefined : target.value)}
    />
  );
}

export function BoundCheck(props: BoundProps) {
  const { value, set } = useBound(props);
  return (
    <CheckField
      label={props.label}
      checked={value === true}
      onChange={({ target }) => set(target.checked ? true : undefined)}
    />
  );
}

/** Any JSON. What is none yet stays in the field alone. */
export function BoundJson(props: BoundProps & { readonly placeholder?: string }) {
  const { value, hint, isWrong, set } = useBound(props);
  const [draft, setDraft] = useState<{ readonly text: string; readonly value: Json | undefined }>();
  const isOwn = draft !== undefined && isSameJson(draft.value, value);
  const text = isOwn ? draft.text : value === undefined ? "" : JSON.stringify(value, null, 2);
  const reason = isOwn ? jsonFault(text) : undefined;
  return (
    <AreaField
      label={props.label}
      hint={reason === undefined ? hint : <span className="text-failed">{reason}</span>}
      placeholder={props.placeholder}
      aria-invalid={isWrong || reason !== undefined}
      rows={Math.min(12, Math.max(2, text.split("\n").length))}
      value={text}
      onChange={({ target }) => {
        const next = target.value;
        if (next.trim() === "") {
          setDraft({ text: next, value: undefined });
          set(undefined);
        } else if (jsonFault(next) === undefined) {
          const parsed = JSON.parse(next) as Json;
          setDraft({ text: next, value: parsed });
          set(parsed);
        } else {
          setDraft({ text: next, value });
        }
      }}
    />
  );
}

function jsonFault(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `No JSON yet: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function shownText(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The faults of a step by the paths within it. */
export function faultsWithin(
  step: ListedStep,
  violations: readonly { readonly field: string; readonly description: string }[],
): ReadonlyMap<string, string> {
  const prefixes = [
    `${step.section}.${step.name}`,
    `${step.section}[${JSON.stringify(step.name)}]`,
  ];
  const faults = new Map<string, string>();
  for (const { field, description } of violations) {
    const prefix = prefixes.find((each) => field.startsWith(`${each}.`));
    const path = prefix === undefined ? undefined : field.slice(prefix.length + 1);
    if (path !== undefined && !faults.has(path)) faults.set(path, description);
  }
  return faults;
}
