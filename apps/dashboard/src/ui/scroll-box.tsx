import type { ReactNode } from "react";

interface ScrollBoxProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part that scrolls by itself, by keys too. */
export function ScrollBox({ label, className = "", children }: ScrollBoxProps) {
  return (
    <section
      aria-label={label}
      data-scroller
      // biome-ignore lint/a11y/noNoninteractiveTabindex: only what has the focus is scrolled by keys.
      tabIndex={0}
      className={`overflow-auto ${className}`}
    >
      {children}
    </section>
  );
}
