import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Filter, ShieldOff } from "lucide-react";
import { classes } from "../ui/classes.ts";
import type { GraphNode } from "./graph-node.ts";
import { STEP_KINDS, stepDetail } from "./step-kinds.ts";

/** A step of a graph. */
export function StepNode({ data, selected }: NodeProps<GraphNode>) {
  const { step, mark, direction, isEditable } = data;
  const { icon: KindIcon, label } = STEP_KINDS[step.kind];
  const isAcross = direction === "LR";
  const MarkIcon = mark?.icon;
  return (
    <div
      className={classes(
        "relative flex size-full items-center gap-2 rounded-lg border bg-card px-2.5 shadow-xs",
        selected ? "border-ring outline-2 outline-ring" : (mark?.border ?? "border-input"),
        mark?.isFaint && "opacity-55",
      )}
      title={`${step.name}: ${label.toLowerCase()}`}
    >
      <Handle
        type="target"
        position={isAcross ? Position.Left : Position.Top}
        isConnectable={isEditable}
        className={isEditable ? "graph-handle" : "graph-handle invisible"}
      />
      <KindIcon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span className="min-w-0 flex-1">
        <span className="block truncate leading-4 font-medium">{step.name}</span>
        <span className="block truncate text-2xs text-muted-foreground">
          {mark?.word ?? stepDetail(step)}
        </span>
      </span>
      {"when" in step.value && (
        <Filter aria-label="has a condition" className="size-3 shrink-0 text-muted-foreground" />
      )}
      {step.value["on_failure"] === "IGNORE" && (
        <ShieldOff
          aria-label="its failure is ignored"
          className="size-3 shrink-0 text-muted-foreground"
        />
      )}
      {MarkIcon && <MarkIcon aria-hidden className={classes("size-4 shrink-0", mark.text)} />}
      <Handle
        type="source"
        position={isAcross ? Position.Right : Position.Bottom}
        isConnectable={isEditable}
        className={isEditable ? "graph-handle" : "graph-handle invisible"}
      />
    </div>
  );
}
