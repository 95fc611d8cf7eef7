import { ChevronRight, CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { Link } from "wouter";
import { Panel } from "../ui/panel.tsx";
import type { Problem } from "./problems.ts";

const LOOKS = {
  error: { icon: CircleAlert, colour: "text-failed", word: "Error" },
  warning: { icon: TriangleAlert, colour: "text-retrying", word: "Warning" },
  note: { icon: Info, colour: "text-pending", word: "Note" },
} as const;

export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-lg border bg-card px-3 py-2.5">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-completed" />
        Nothing needs you: no dead letters, no queue without a worker, nobody waits long.
      </p>
    );
  }
  return (
    <Panel
      title="Needs attention"
      aside={<span className="text-xs text-muted-foreground tabular-nums">{problems.length}</span>}
    >
      <ul className="max-h-80 divide-y overflow-auto">
        {problems.map((problem) => (
          <li key={problem.key}>
            <ProblemLine {...problem} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ProblemLine({ severity, subject, what, href, action }: Problem) {
  const { icon: Icon, colour, word } = LOOKS[severity];
  return (
    <Link href={href} className="group flex items-start gap-2.5 px-3 py-2 hover:bg-muted">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
      <span className="sr-only">{word}: </span>
      <span className="min-w-0 flex-1 wrap-anywhere">
        <strong className="font-semibold">{subject}</strong> {what}
      </span>
      <span className="hidden shrink-0 text-muted-foreground group-hover:text-foreground sm:inline">
        {action}
      </span>
      <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
    </Link>
  );
}
