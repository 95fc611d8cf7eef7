import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

const LOOKS = {
  plain: "border-border bg-card hover:bg-muted",
  primary: "border-transparent bg-primary text-primary-foreground hover:opacity-90",
  danger: "border-border bg-card text-destructive hover:bg-muted",
  quiet: "border-transparent hover:bg-muted",
} as const;

interface ButtonProps extends Omit<ComponentProps<"button">, "type"> {
  readonly look?: keyof typeof LOOKS;
  readonly icon?: LucideIcon;
  readonly type?: "button" | "submit";
  /** The key that does the same. */
  readonly hotkey?: string;
}

export function Button({
  look = "plain",
  icon: Icon,
  type = "button",
  hotkey,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(
        "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-2.5 text-sm font-medium",
        "disabled:cursor-not-allowed disabled:opacity-50",
        LOOKS[look],
        className,
      )}
      {...(hotkey !== undefined && { "aria-keyshortcuts": hotkey })}
      {...rest}
    >
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0" />}
      {children}
    </button>
  );
}
