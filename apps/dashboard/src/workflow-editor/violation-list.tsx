import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import type { Violations } from "./use-violations.ts";

interface ViolationListProps {
  readonly violations: Violations;
  readonly onShow: (field: string) => void;
}

/** Everything that is wrong, each line leading to its place. */
export function ViolationList({
  violations: { all, isCurrent, failure },
  onShow,
}: ViolationListProps) {
  return (
    <section aria-label="Violations" className="shrink-0 border-t bg-card">
      <p role="status" className="flex items-center gap-1.5 px-3 py-1.5 text-xs">
        <Verdict count={all.length} isCurrent={isCurrent} failure={failure} />
      </p>
      {all.length > 0 && (
        <ul className="max-h-28 overflow-auto border-t px-1.5 py-1">
          {all.map(({ field, description }) => (
            <li key={`${field} ${description}`}>
              <button
                type="button"
                className="w-full rounded px-1.5 py-0.5 text-left text-xs hover:bg-muted"
                onClick={() => onShow(field)}
              >
                <code className="font-mono text-failed">{field}</code>{" "}
                <span className="wrap-anywhere">{description}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Verdict({
  count,
  isCurrent,
  failure,
}: {
  count: number;
  isCurrent: boolean;
  failure: string | undefined;
}) {
  if (failure !== undefined) return <>The server cannot look at it: {failure}</>;
  if (count > 0) {
    return (
      <>
        <CircleAlert aria-hidden className="size-3.5 text-failed" />
        {count === 1 ? "One thing is wrong" : `${count} things are wrong`}
      </>
    );
  }
  if (!isCurrent) {
    return (
      <>
        <LoaderCircle aria-hidden className="size-3.5 text-muted-foreground" />
        The server looks at it…
      </>
    );
  }
  return (
    <>
      <CircleCheck aria-hidden className="size-3.5 text-completed" />
      In order, says the server
    </>
  );
}
