import {
  Background,
  type Edge,
  type FinalConnectionState,
  MarkerType,
  type OnConnect,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  useStoreApi,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import "./workflow-graph.css";
import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { FrameNode, type FrameNodeData } from "./frame-node.tsx";
import { type GraphLayout, layOutFor, NODE_HEIGHT, NODE_WIDTH } from "./graph-layout.ts";
import type { GraphNode, StepMark } from "./graph-node.ts";
import { neighbourOf, type Side } from "./neighbours.ts";
import { type ListedStep, SECTION_LABELS } from "./step-list.ts";
import { StepNode } from "./step-node.tsx";

interface WorkflowGraphProps {
  readonly label: string;
  readonly steps: readonly ListedStep[];
  readonly selection: readonly string[];
  readonly marks?: ReadonlyMap<string, StepMark>;
  readonly onSelect: (ids: readonly string[]) => void;
  /** Present where steps can be changed. */
  readonly edit?: GraphEdit;
  /** What Enter does with the selected step. */
  readonly onOpen?: () => void;
}

export interface GraphEdit {
  readonly connect: (from: string, to: string) => void;
  readonly disconnect: (from: string, to: string) => void;
  readonly addAfter: (id: string) => void;
  readonly remove: (ids: readonly string[]) => void;
}

const NODE_TYPES = { step: StepNode, frame: FrameNode };
const SIDES: Readonly<Record<string, Side>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Steps and what each comes after, laid out by themselves. */
export default function WorkflowGraph(props: WorkflowGraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ label, steps, selection, marks, onSelect, edit, onOpen }: WorkflowGraphProps) {
  const paneWidth = useStore(({ width }) => width);
  const paneHeight = useStore(({ height }) => height);
  const structure = steps.map(({ id, after }) => [id, ...after].join()).join(" ");
  const layout = useMemo(
    () => layOutFor(steps, paneWidth, paneHeight),
    // Where a step stands depends on nothing else of it.
    [structure, paneWidth, paneHeight],
  );
  const { direction } = layout;
  const isEditable = edit !== undefined;
  const [chosenEdge, setChosenEdge] = useState<string>();
  const hintId = useId();
  const nodes = useMemo<(GraphNode | FrameNodeData)[]>(() => {
    const chosen = new Set(selection);
    const byId = new Map(steps.map((step) => [step.id, step]));
    return [
      ...layout.frames.map(
        ({ section, x, y, width, height }): FrameNodeData => ({
          id: section,
          type: "frame",
          position: { x, y },
          width,
          height,
          selectable: false,
          data: { label: SECTION_LABELS[section] },
        }),
      ),
      ...layout.steps.map(
        ({ id, x, y }): GraphNode => ({
          id,
          type: "step",
          position: { x, y },
          width: NODE_WIDTH,
          height: NODE_HEIGHT,
          selected: chosen.has(id),
          data: {
            step: byId.get(id) as ListedStep,
            mark: marks?.get(id),
            direction,
            isEditable,
          },
        }),
      ),
    ];
  }, [layout, steps, selection, marks, direction, isEditable]);
  const edges = useMemo<Edge[]>(
    () =>
      layout.edges.map(({ from, to }) => ({
        id: `${from} ${to}`,
        source: from,
        target: to,
        selected: chosenEdge === `${from} ${to}`,
        markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: "var(--edge)" },
      })),
    [layout, chosenEdge],
  );
  useFit(layout, selection[0]);

  const select = (ids: readonly string[]) => {
    setChosenEdge(undefined);
    onSelect(ids);
  };
  const connect: OnConnect = ({ source, target }) => edit?.connect(source, target);
  const endConnection = (
    _: unknown,
    { isValid, fromNode, toNode, fromHandle }: FinalConnectionState,
  ) => {
    if (!isValid && fromNode !== null && toNode === null && fromHandle?.type === "source") {
      edit?.addAfter(fromNode.id);
    }
  };
  const press = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const [first] = selection;
    const side = SIDES[key];
    if (side !== undefined) {
      const next = neighbourOf(layout, first, side);
      if (next !== undefined) select(shiftKey ? [next, ...selection] : [next]);
    } else if (key === "Escape" && (first !== undefined || chosenEdge !== undefined)) {
      select([]);
    } else if (key === "Tab" && !shiftKey && first !== undefined && edit !== undefined) {
      edit.addAfter(first);
    } else if (key === "Enter" && first !== undefined && onOpen !== undefined) {
      onOpen();
    } else if ((key === "Delete" || key === "Backspace") && edit !== undefined) {
      const [from, to] = chosenEdge?.split(" ") ?? [];
      if (from !== undefined && to !== undefined) edit.disconnect(from, to);
      else edit.remove(selection);
      setChosenEdge(undefined);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="relative size-full min-h-0">
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move among the steps; the outline is the same as a list.
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-describedby={hintId}
        className="size-full"
        onKeyDown={press}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          nodesDraggable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          nodesConnectable={isEditable}
          onlyRenderVisibleElements={steps.length > 200}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          minZoom={0.1}
          maxZoom={1.5}
          fitView
          fitViewOptions={FIT}
          proOptions={{ hideAttribution: true }}
          onNodeClick={(event, { id, type }) => {
            if (type !== "step") return;
            const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
            select(isMore ? [id, ...selection.filter((other) => other !== id)] : [id]);
          }}
          onNodeDoubleClick={() => onOpen?.()}
          onEdgeClick={(_, { id }) => {
            onSelect([]);
            setChosenEdge(id);
          }}
          onPaneClick={() => select([])}
          onConnect={connect}
          onConnectEnd={endConnection}
        >
          <Background gap={18} color="var(--border)" />
        </ReactFlow>
      </div>
      <p id={hintId} className="sr-only">
        Arrows move among the steps, Enter edits one
        {edit !== undefined && ", Tab adds one after it, Delete takes it away"}, Escape leaves it.
      </p>
      <ZoomButtons />
    </div>
  );
}

const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.6 };

/** Shows all of the graph, or as much as can be read, with what is selected. */
function useFit(layout: GraphLayout, selected: string | undefined): void {
  const { fitView, getNode, getViewport, setCenter } = useReactFlow();
  const store = useStoreApi();
  const fitted = useRef(layout);
  useEffect(() => {
    const show = () => {
      const node = selected === undefined ? undefined : getNode(selected);
      if (node === undefined) return;
      const { width, height } = store.getState();
      const { x, y, zoom } = getViewport();
      const left = node.position.x * zoom + x;
      const top = node.position.y * zoom + y;
      const isAcross = left >= 0 && left + NODE_WIDTH * zoom <= width;
      const isDown = top >= 0 && top + NODE_HEIGHT * zoom <= height;
      if (isAcross && isDown) return;
      const middle = [node.position.x + NODE_WIDTH / 2, node.position.y + NODE_HEIGHT / 2] as const;
      void setCenter(...middle, { zoom });
    };
    if (fitted.current === layout) return show();
    fitted.current = layout;
    // The nodes are put into the graph after this.
    const frame = requestAnimationFrame(() => void fitView(FIT).then(show));
    return () => cancelAnimationFrame(frame);
  }, [layout, selected, fitView, getNode, getViewport, setCenter, store]);
}

function ZoomButtons() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const buttons = [
    { label: "Zoom in", icon: ZoomIn, run: () => zoomIn() },
    { label: "Zoom out", icon: ZoomOut, run: () => zoomOut() },
    { label: "Show all", icon: Maximize, run: () => fitView(FIT) },
  ];
  return (
    <div className="absolute right-2 bottom-2 flex rounded-md border bg-card">
      {buttons.map(({ label, icon: Icon, run }) => (
        <button
          key={label}
          type="button"
          aria-label={label}
          title={label}
          className="inline-flex size-7 items-center justify-center text-muted-foreground hover:bg-muted hover:text-foreground"
          onClick={() => void run()}
        >
          <Icon aria-hidden className="size-3.5" />
        </button>
      ))}
    </div>
  );
}
