import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

const BOX = "w-full rounded-md border border-input bg-background px-2 text-sm";

interface FieldProps {
  readonly label: string;
  /** What is to be known of it. */
  readonly hint?: ReactNode;
}

export function TextField({
  label,
  hint,
  mono = false,
  ...input
}: FieldProps & { mono?: boolean } & Omit<ComponentProps<"input">, "id" | "className">) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        autoComplete="off"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className={classes(BOX, "h-8", mono && "font-mono text-xs")}
        {...input}
      />
      <Hint id={`${id}-hint`}>{hint}</Hint>
    </div>
  );
}

export function AreaField({
  label,
  hint,
  ...area
}: FieldProps & Omit<ComponentProps<"textarea">, "id" | "className">) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        spellCheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className={classes(BOX, "py-1.5 font-mono text-xs")}
        {...area}
      />
      <Hint id={`${id}-hint`}>{hint}</Hint>
    </div>
  );
}

export function CheckField({
  label,
  ...input
}: FieldProps & Omit<ComponentProps<"input">, "id" | "className" | "type">) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <input id={id} type="checkbox" className="size-4 accent-primary" {...input} />
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
    </div>
  );
}

export function SelectField({
  label,
  hint,
  options,
  ...select
}: FieldProps & { options: readonly (readonly [value: string, label: string])[] } & Omit<
    ComponentProps<"select">,
    "id" | "className"
  >) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select id={id} className={classes(BOX, "h-8")} {...select}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <Hint id={`${id}-hint`}>{hint}</Hint>
    </div>
  );
}

function Hint({ id, children }: { id: string; children: ReactNode }) {
  if (children === undefined) return null;
  return (
    <p id={id} className="text-xs text-muted-foreground">
      {children}
    </p>
  );
}
