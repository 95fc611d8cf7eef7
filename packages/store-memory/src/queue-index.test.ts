import { checkEnqueue, DEFAULT_LIMITS, type JobSpec, newJob } from "@millrace/core";
import { afterEach, expect, test, vi } from "vitest";

const JOB = newJob(checkEnqueue({ type: "a" }, DEFAULT_LIMITS) as JobSpec, "", 0);

afterEach(() => {
  vi.doUnmock("sorted-btree");
  vi.resetModules();
});

test.each([
  ["under `default`, as Node does", (asNode: { default: object }) => asNode],
  ["as the import itself, as Bun does", (asNode: { default: object }) => asNode.default],
])("works where a runtime hands the class of a CommonJS package out %s", async (_, shape) => {
  const { default: asNode } = await vi.importActual<{ default: { default: object } }>(
    "sorted-btree",
  );
  vi.resetModules();
  vi.doMock("sorted-btree", () => ({ default: shape(asNode) }));
  const { QueueIndex } = await import("./queue-index.ts");
  const index = new QueueIndex();
  index.add({ ...JOB, id: "second" }, [2, 1]);
  index.add({ ...JOB, id: "first" }, [1, 1]);
  expect(index.first("PENDING")).toEqual({ key: [1, 1], id: "first" });
});
