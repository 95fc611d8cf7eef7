import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

interface PanelProps {
  readonly title: ReactNode;
  /** What stands at the end of the title's line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Whether its title is that of the page. */
  readonly isPage?: boolean;
  readonly className?: string;
}

/** A part of a page with a title of its own. */
export function Panel({ title, aside, children, isPage = false, className }: PanelProps) {
  const id = useId();
  const Heading = isPage ? "h1" : "h2";
  return (
    <section
      aria-labelledby={id}
      className={classes("min-w-0 rounded-lg border bg-card", className)}
    >
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b px-3 py-1">
        <Heading id={id} className="text-sm font-semibold">
          {title}
        </Heading>
        {aside}
      </div>
      {children}
    </section>
  );
}
