import { CircleCheck, CircleX, SkipForward } from "lucide-react";
import { useMemo, useState } from "react";
import { AreaField } from "../ui/field.tsx";
import type { ListedStep } from "../workflow-graph/step-list.ts";
import { keepSample, readSample, sampleOf, seededSample } from "./sample.ts";
import { type StepTrial, tryStep } from "./try-step.ts";

/** Tries one step with a sample, by the rules of a run, without one. */
export default function TryStepPanel({ step }: { step: ListedStep }) {
  const [draft, setDraft] = useState<string>();
  const text = draft ?? JSON.stringify(seededSample([step], readSample()), null, 2);
  const { trial, fault } = useMemo(() => trialOfText(step, text), [step, text]);
  return (
    <div className="flex flex-col gap-2">
      <AreaField
        label="Sample"
        rows={Math.min(14, text.split("\n").length)}
        value={text}
        hint={
          fault === undefined ? (
            "how the run and the steps before it could be; error in place of result for one that failed"
          ) : (
            <span className="text-failed">{fault}</span>
          )
        }
        onChange={({ target }) => {
          setDraft(target.value);
          const sample = readText(target.value);
          if (sample === undefined) return;
          const kept = readSample();
          keepSample({ input: sample.input, steps: { ...kept.steps, ...sample.steps } });
        }}
      />
      {trial && <Trial trial={trial} />}
    </div>
  );
}

function trialOfText(
  step: ListedStep,
  text: string,
): { readonly trial?: StepTrial; readonly fault?: string } {
  const sample = readText(text);
  if (sample === undefined) return { fault: 'must be JSON such as {"input": {}, "steps": {}}' };
  return { trial: tryStep(step, sample) };
}

function readText(text: string) {
  try {
    return sampleOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const LOOKS = {
  starts: { icon: CircleCheck, colour: "text-completed", word: "It starts" },
  skipped: { icon: SkipForward, colour: "text-cancelled", word: "It is skipped" },
  failed: { icon: CircleX, colour: "text-failed", word: "It fails" },
  invalid: { icon: CircleX, colour: "text-failed", word: "It cannot be tried" },
} as const;

function Trial({ trial }: { trial: StepTrial }) {
  const { icon: Icon, colour, word } = LOOKS[trial.kind];
  return (
    <div role="status" className="rounded-md border bg-background p-2 text-xs">
      <p className="flex gap-1.5">
        <Icon aria-hidden className={`mt-px size-3.5 shrink-0 ${colour}`} />
        <span className="wrap-anywhere">
          <strong className="font-semibold">{word}</strong>:{" "}
          {trial.kind === "starts" ? trial.what : trial.reason}
        </span>
      </p>
      {trial.kind === "starts" &&
        trial.values.map((value, i) => (
          <pre key={i} className="mt-1 overflow-x-auto font-mono whitespace-pre-wrap wrap-anywhere">
            {JSON.stringify(value, null, 2)}
          </pre>
        ))}
    </div>
  );
}
