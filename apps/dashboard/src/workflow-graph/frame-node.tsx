import type { Node, NodeProps } from "@xyflow/react";

export type FrameNodeData = Node<{ readonly label: string }, "frame">;

/** What the steps of a hook stand in. */
export function FrameNode({ data }: NodeProps<FrameNodeData>) {
  return (
    <div className="size-full rounded-xl border border-dashed border-input px-4 pt-1.5 text-xs font-medium text-muted-foreground">
      {data.label}
    </div>
  );
}
