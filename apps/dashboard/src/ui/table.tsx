import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** Which columns there is room for: from a width on, or always. */
export const FROM = {
  medium: "hidden md:table-cell",
  wide: "hidden lg:table-cell",
  widest: "hidden xl:table-cell",
} as const;

interface TableProps {
  /** What it is a table of, for those who do not see it. */
  readonly label: string;
  readonly head: ReactNode;
  readonly children: ReactNode;
}

export function Table({ label, head, children }: TableProps) {
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full border-collapse tabular-nums">
        <thead className="text-xs text-muted-foreground">
          <tr className="border-b">{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  readonly className?: string | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

export function Head({ className = "text-left", title, children }: HeadProps) {
  return (
    <th
      scope="col"
      title={title}
      className={classes(
        "px-2 py-1.5 font-medium whitespace-nowrap first:pl-3 last:pr-3",
        className,
      )}
    >
      {children}
    </th>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <tr className="border-b last:border-0 hover:bg-muted">{children}</tr>;
}

/** The cell that names what a row is about. */
export function RowHead({ children }: { children: ReactNode }) {
  return (
    <th
      scope="row"
      className="max-w-0 min-w-28 py-1.5 pr-2 pl-3 text-left font-normal md:max-w-none"
    >
      {children}
    </th>
  );
}

interface CellProps {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Cell({ className, children }: CellProps) {
  return (
    <td className={classes("px-2 py-1.5 whitespace-nowrap first:pl-3 last:pr-3", className)}>
      {children}
    </td>
  );
}
