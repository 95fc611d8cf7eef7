import { expect, test } from "vitest";
import { JOB_MIX, kindOf } from "./job-mix.ts";
import { soak } from "./soak.ts";
import { SOAK_STORES } from "./soak-store.ts";
import { fifths, soakTable } from "./soak-table.ts";

test("every hundred jobs in a row have each kind in its share", () => {
  for (const first of [0, 1, 12_345]) {
    const kinds = Array.from({ length: 100 }, (_, i) => kindOf(first + i));
    const counts = JOB_MIX.map((kind) => kinds.filter((drawn) => drawn === kind).length);
    expect(counts).toEqual(JOB_MIX.map(({ share }) => share));
  }
});

// Longer than a soak waits for its servers and its last jobs, so that it says what it waited for.
const TIMEOUT_MS = 150_000;

test.concurrent.for(SOAK_STORES)(
  "jobs of all kinds end as they should on $name",
  { timeout: TIMEOUT_MS },
  async (kind, { expect, skip }) => {
    if (kind.missing !== undefined) return skip(kind.missing);
    const { counts, series } = await soak(kind, {
      durationMs: 2_000,
      jobsPerSecond: 100,
      samples: 5,
    });
    expect(counts.wrong).toEqual([]);
    expect(counts.enqueued).toBeGreaterThanOrEqual(100);
    expect(counts.ended).toBe(counts.enqueued);
    for (const name of ["server", "worker"]) {
      expect(series.get(`${name}: heap bytes`)).toHaveLength(5);
      expect(series.get(`${name}: file descriptors`)?.every((files) => files > 0)).toBe(true);
    }
  },
);

test("a table has the means of each fifth of the time", () => {
  expect(fifths([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])).toEqual([2, 6, 10, 14, 18]);
  const series = new Map([["server: heap bytes", [1, 1, 1, 2, 3].map((n) => n * 1024 ** 2)]]);
  const counts = { enqueued: 1_234, ended: 1_233, wrong: ["plain: no"] };
  const table = soakTable([{ store: "Redis", counts, series }]);
  expect(table).toContain("| Redis | 1,234 | 1,233 | 1 |");
  expect(table).toContain(
    "| Redis | server: heap | 1.0 MiB | 1.0 MiB | 1.0 MiB | 2.0 MiB | 3.0 MiB |",
  );
});
