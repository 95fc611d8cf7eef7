import type { Json } from "@millrace/workflow";
import {
  AlarmClock,
  CircleHelp,
  Cog,
  Layers2,
  type LucideIcon,
  MailQuestion,
  Split,
  Workflow,
} from "lucide-react";
import { isObject, type ListedStep, type StepKind } from "./step-list.ts";

/** How a kind of steps looks: by an icon and a word. */
export const STEP_KINDS: {
  readonly [Kind in StepKind]: {
    readonly label: string;
    readonly icon: LucideIcon;
    readonly does: string;
  };
} = {
  task: { label: "Task", icon: Cog, does: "runs a job" },
  map: { label: "Map", icon: Layers2, does: "runs a job for each item of a list" },
  sleep: { label: "Sleep", icon: AlarmClock, does: "waits for a time" },
  await: { label: "Await", icon: MailQuestion, does: "waits for a signal" },
  workflow: { label: "Workflow", icon: Workflow, does: "runs another workflow" },
  decide: { label: "Decide", icon: Split, does: "takes the value of an expression" },
  unknown: { label: "Unknown", icon: CircleHelp, does: "is of no kind yet" },
};

/** What a step does, in a few words. */
export function stepDetail({ kind, value, name }: ListedStep): string {
  switch (kind) {
    case "task":
      return value["type"] === name ? "task" : text(value["type"]);
    case "map":
      return `each of ${text(field(value["map"], "over"))}`;
    case "sleep":
      return text(field(value["sleep"], "for") ?? field(value["sleep"], "until"));
    case "await":
      return `signal ${text(field(value["await"], "signal"))}`;
    case "workflow":
      return isObject(field(value["workflow"], "steps"))
        ? "a workflow of its own"
        : `workflow ${text(field(value["workflow"], "name"))}`;
    case "decide":
      return text(value["decide"]);
    case "unknown":
      return "of no kind yet";
  }
}

function field(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return value === undefined ? "?" : JSON.stringify(value);
}
