import type { Json } from "@millrace/workflow";
import { expect, test } from "vitest";
import { layOut, layOutFor, NODE_WIDTH } from "./graph-layout.ts";
import { neighbourOf } from "./neighbours.ts";
import { listSteps } from "./step-list.ts";

const diamond = listSteps({
  steps: {
    d: { after: ["b", "c"], type: "t" },
    b: { after: ["a"], type: "t" },
    c: { after: ["a"], type: "t" },
    a: { type: "t" },
  },
  finally: { end: { type: "t" } },
});

test("steps are listed after those before them, whatever else they are", () => {
  expect(diamond.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "end"]);
  const odd: Json = {
    steps: { x: 5, y: { after: ["y", "x", 3] }, z: { after: "x" } },
    finally: [],
  };
  expect(listSteps(odd).map(({ name, kind, after }) => [name, kind, after])).toEqual([
    ["x", "unknown", []],
    ["y", "unknown", ["y", "x"]],
    ["z", "unknown", []],
  ]);
  expect(listSteps("nothing")).toEqual([]);
});

test("each step stands after those before it, hooks below, in the direction that has more room", () => {
  const layout = layOut(diamond, "LR");
  const at = (name: string) => layout.steps.find(({ id }) => id.endsWith(`.${name}`));
  expect(at("b")?.x).toBeGreaterThan((at("a")?.x ?? 0) + NODE_WIDTH);
  expect(at("d")?.x).toBeGreaterThan((at("c")?.x ?? 0) + NODE_WIDTH);
  expect(at("end")?.y).toBeGreaterThan(Math.max(at("b")?.y ?? 0, at("c")?.y ?? 0));
  expect(layout.frames).toHaveLength(1);
  expect(layOutFor(diamond, 2_000, 500).direction).toBe("LR");
  expect(layOutFor(diamond, 400, 800).direction).toBe("TB");
});

test("arrows lead to what lies on that side", () => {
  const layout = layOut(diamond, "LR");
  expect(neighbourOf(layout, undefined, "right")).toBe("steps.a");
  const after = neighbourOf(layout, "steps.a", "right");
  expect(["steps.b", "steps.c"]).toContain(after);
  expect(neighbourOf(layout, after, "right")).toBe("steps.d");
  expect(neighbourOf(layout, "steps.a", "left")).toBeUndefined();
});

test("a thousand steps, and a cycle, are laid out", () => {
  const chain = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [
      `s${i}`,
      { type: "t", after: i === 0 ? ["s999"] : [`s${i - 1}`] },
    ]),
  );
  expect(layOut(listSteps({ steps: chain }), "LR").steps).toHaveLength(1_000);
});
