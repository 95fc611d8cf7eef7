import type { ReactNode } from "react";

const LOOKS = {
  warning: "border-retrying text-retrying",
  quiet: "border-input text-muted-foreground",
} as const;

/** A word beside a name. */
export function Mark({
  look = "warning",
  children,
}: {
  look?: keyof typeof LOOKS;
  children: ReactNode;
}) {
  return (
    <span className={`rounded border px-1 text-2xs font-medium whitespace-nowrap ${LOOKS[look]}`}>
      {children}
    </span>
  );
}
