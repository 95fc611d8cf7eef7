import type { Node } from "@xyflow/react";
import type { LucideIcon } from "lucide-react";
import type { Direction } from "./graph-layout.ts";
import type { ListedStep } from "./step-list.ts";

/** How a step is marked: never by colour alone. */
export interface StepMark {
  readonly icon?: LucideIcon;
  /** Stands in place of what the step does. */
  readonly word?: string;
  /** Classes of the icon and of the border. */
  readonly text?: string;
  readonly border?: string;
  readonly isFaint?: boolean;
}

export type GraphNode = Node<
  {
    readonly step: ListedStep;
    readonly mark: StepMark | undefined;
    readonly direction: Direction;
    readonly isEditable: boolean;
  },
  "step"
>;
