import { isJobId } from "@millrace/core";
import { type KeyboardEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { jobsLink } from "../jobs/jobs-link.ts";
import { useQueues } from "../live/live.ts";
import { liveness } from "../live/liveness.ts";
import { queueLink } from "../queues/queue-link.ts";
import { NAVIGATION } from "../shell/pages.ts";
import { Dialog } from "../ui/dialog.tsx";
import { STATUS_LOOKS, STATUS_ORDER } from "../ui/job-statuses.ts";
import { theme } from "../ui/theme.ts";

interface Choice {
  readonly label: string;
  /** What kind of thing it is. */
  readonly kind: string;
  readonly href?: string;
  readonly run?: () => void;
}

const MAX_SHOWN = 12;

/** A list that gets shorter with each letter; the best one is chosen by Enter. */
export default function PaletteDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [, go] = useLocation();
  const listId = useId();
  const queues = useQueues().data?.queues ?? [];
  const choices = choose(text.trim(), allChoices(queues.map(({ type }) => type)));
  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onClose();
    if (choice.href !== undefined) go(choice.href);
    choice.run?.();
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((active + step + choices.length) % Math.max(1, choices.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(choices[active]);
    }
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={choices.length > 0 ? `${listId}-${active}` : undefined}
        aria-label="A page, a queue, a status or the id of a job"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        placeholder="a page, a queue, a status, or the id of a job"
        value={text}
        className="h-9 w-full rounded-md border border-input bg-background px-2"
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div id={listId} role="listbox" aria-label="Where to" className="mt-2 max-h-80 overflow-auto">
        {choices.map((choice, i) => (
          <div
            key={`${choice.kind} ${choice.label}`}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === active}
            tabIndex={-1}
            className={`flex cursor-pointer items-center justify-between gap-3 rounded px-2 py-1.5 ${i === active ? "bg-accent" : ""}`}
            onClick={() => take(choice)}
            onKeyDown={press}
            onMouseMove={() => setActive(i)}
          >
            <span className="truncate">{choice.label}</span>
            <span className="shrink-0 text-xs text-muted-foreground">{choice.kind}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className="px-2 py-1 text-muted-foreground">Nothing fits.</p>}
    </Dialog>
  );
}

function allChoices(types: readonly string[]): Choice[] {
  return [
    ...NAVIGATION.map(({ path, label }) => ({ label, kind: "page", href: path })),
    ...STATUS_ORDER.map((status) => ({
      label: `${STATUS_LOOKS[status].label} jobs`,
      kind: "jobs",
      href: jobsLink({ status }),
    })),
    ...types.flatMap((type) => [
      { label: type, kind: "queue", href: queueLink(type) },
      { label: `${type} failed`, kind: "jobs", href: jobsLink({ type, status: "FAILED" }) },
    ]),
    { label: "Change the theme", kind: "action", run: () => theme.next() },
    { label: "Pause live data, or go on", kind: "action", run: () => liveness.next() },
  ];
}

/** Those that have all the words, the ones that begin so first; an id leads to its job. */
function choose(text: string, choices: readonly Choice[]): Choice[] {
  if (isJobId(text)) return [{ label: text, kind: "job", href: `/jobs/${text}` }];
  const words = text.toLowerCase().split(/\s+/);
  const fit = choices.filter(({ label }) =>
    words.every((word) => label.toLowerCase().includes(word)),
  );
  const [first = ""] = words;
  const begins = ({ label }: Choice) => (label.toLowerCase().startsWith(first) ? 0 : 1);
  return fit.sort((a, b) => begins(a) - begins(b)).slice(0, MAX_SHOWN);
}
