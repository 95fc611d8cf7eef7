import dagre from "@dagrejs/dagre";
import { type ListedStep, SECTION_NAMES, stepId } from "./step-list.ts";

export const NODE_WIDTH = 172;
export const NODE_HEIGHT = 52;
const FRAME = 16;
const FRAME_HEAD = 28;
const SECTION_GAP = 36;

export interface PlacedStep {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** The frame around the steps of a hook. */
export interface SectionFrame {
  readonly section: ListedStep["section"];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
}

export interface GraphLayout {
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  readonly steps: readonly PlacedStep[];
  readonly edges: readonly PlacedEdge[];
  readonly frames: readonly SectionFrame[];
}

export type Direction = "LR" | "TB";

/** From so many steps on they are laid out once, since that takes its time. */
const MANY = 300;

/** Laid out in the direction in which more of it can be seen in a pane of that size. */
export function layOutFor(
  steps: readonly ListedStep[],
  paneWidth: number,
  paneHeight: number,
): GraphLayout {
  const across = layOut(steps, "LR");
  if (steps.length > MANY || paneWidth === 0) return across;
  const scale = ({ width, height }: GraphLayout) =>
    Math.min(1, paneWidth / (width + 1), paneHeight / (height + 1));
  if (scale(across) === 1) return across;
  const down = layOut(steps, "TB");
  return scale(down) > scale(across) ? down : across;
}

/**
 * Where each step stands, which is nowhere kept: a definition is the same however it looks. One section stands below the
 * other.
 */
export function layOut(steps: readonly ListedStep[], direction: Direction): GraphLayout {
  const placed: PlacedStep[] = [];
  const edges: PlacedEdge[] = [];
  const frames: SectionFrame[] = [];
  let top = 0;
  let widest = 0;
  for (const section of SECTION_NAMES) {
    const own = steps.filter((step) => step.section === section);
    if (own.length === 0) continue;
    const isHook = section !== "steps";
    const graph = new dagre.graphlib.Graph();
    // The default ranker takes minutes for a graph of thousands.
    graph.setGraph({ rankdir: direction, ranker: "tight-tree", nodesep: 20, ranksep: 44 });
    graph.setDefaultEdgeLabel(() => ({}));
    const ids = new Set(own.map(({ id }) => id));
    for (const { id } of own) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
    for (const { id, after } of own) {
      for (const name of after) {
        const from = stepId(section, name);
        if (!ids.has(from)) continue;
        graph.setEdge(from, id);
        edges.push({ from, to: id });
      }
    }
    dagre.layout(graph);
    const { width = 0, height = 0 } = graph.graph();
    const inset = isHook ? FRAME : 0;
    const head = isHook ? FRAME_HEAD : 0;
    for (const { id } of own) {
      const { x, y } = graph.node(id) as { x: number; y: number };
      placed.push({
        id,
        x: x - NODE_WIDTH / 2 + inset,
        y: top + y - NODE_HEIGHT / 2 + head,
      });
    }
    const whole = height + head + inset;
    if (isHook) frames.push({ section, x: 0, y: top, width: width + 2 * inset, height: whole });
    top += whole + SECTION_GAP;
    widest = Math.max(widest, width + 2 * inset);
  }
  return { direction, width: widest, height: top, steps: placed, edges, frames };
}
