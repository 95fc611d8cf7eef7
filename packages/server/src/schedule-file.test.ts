import { describe, expect, test } from "vitest";
import { readScheduleFile, ScheduleFileError } from "./schedule-file.ts";

const NOW = Date.parse("2027-01-01T00:00:00Z");

const read = (...lines: string[]) => readScheduleFile(lines.join("\n"), "schedules.yaml", NOW);

/** What is wrong with a file. */
function problemsOf(...lines: string[]): readonly string[] {
  try {
    read(...lines);
  } catch (error) {
    if (error instanceof ScheduleFileError) return error.problems;
    throw error;
  }
  throw new Error("nothing is wrong");
}

describe("a file of schedules", () => {
  test("has all that a schedule can have", () => {
    const { schedules, options } = read(
      "managedBy: shop",
      "sourceVersion: 7",
      "prune: true",
      "schedules:",
      "  report:",
      "    cron: 0 2 * * *",
      "    zone: Europe/Berlin",
      "    startAt: 2027-02-01T00:00:00Z",
      "    overlap: BUFFER_ONE",
      "    catchUpWindow: 1h",
      "    metadata: { team: a }",
      "    job: &job",
      "      type: report",
      `      payload: { day: '\${nominal}' }`,
      "      key: acme",
      "      timeout: 5m",
      "  tick:",
      "    every: [{ interval: 1h, phase: 10m }]",
      "    job: { <<: *job, priority: 9 }",
    );
    expect(options).toEqual({ managedBy: "shop", sourceVersion: 7, prune: true });
    const [report, tick] = schedules.map(({ definition }) => definition);
    expect(report).toMatchObject({
      name: "report",
      spec: { cron: ["0 2 * * *"], zone: "Europe/Berlin", startAt: Date.parse("2027-02-01") },
      policy: { overlap: "BUFFER_ONE", catchUpWindowMs: 3_600_000 },
      metadata: { team: "a" },
      job: { type: "report", concurrencyKey: "acme", timeoutMs: 300_000 },
    });
    expect(Buffer.from(report?.job.payload ?? "").toString()).toBe(`{"day":"\${nominal}"}`);
    expect(tick).toMatchObject({
      spec: { every: [{ intervalMs: 3_600_000, phaseMs: 600_000 }] },
      job: { type: "report", priority: 9 },
    });
  });

  test("may be empty", () => {
    expect(read("# none yet")).toEqual({ schedules: [], options: {} });
  });

  test("names each problem by its line and its field", () => {
    expect(
      problemsOf(
        "prune: true",
        "schedules:",
        "  a:",
        "    cron: 60 * * * *",
        "    zone: Mars/Phobos",
        "    job: { type: a }",
        "  b:",
        "    cron:",
        "      - 0 9 * * *",
        "      - 0 0 30 2 *",
        "    overlap: NEVER",
        "    job: { type: b }",
        "  c.d:",
        "    evry: 5m",
        "    every: 5m",
        "    job:",
        "      type: c",
        "      priority: 101",
        "  e:",
        "    every: 5m",
        "  f: 5m",
        "  g:",
        "    cron: 0 0 30 2 *",
        "    job: { type: g }",
      ),
    ).toEqual([
      expect.stringMatching(/^schedules\.yaml:1: prune needs managedBy/),
      expect.stringMatching(/^schedules\.yaml:4: schedules\.a\.cron\[0\] is no cron pattern/),
      expect.stringMatching(/^schedules\.yaml:5: schedules\.a\.zone is no time zone/),
      expect.stringMatching(/^schedules\.yaml:11: schedules\.b\.overlap must be one of SKIP/),
      expect.stringMatching(/^schedules\.yaml:14: schedules\["c\.d"\]\.evry .*did you mean every/),
      expect.stringMatching(/^schedules\.yaml:19: schedules\.e\.job must be there/),
      expect.stringMatching(/^schedules\.yaml:21: schedules\.f must be an object/),
      expect.stringMatching(/^schedules\.yaml:23: schedules\.g\.cron\[0\] never fires/),
    ]);
  });

  test.each([
    ["a key twice", ["schedules:", "  a: {}", "  a: {}"], /^schedules\.yaml:3: Map keys must be/],
    ["no YAML", ["schedules: ["], /^schedules\.yaml:1: Flow sequence/],
    ["a list", ["- a"], /^schedules\.yaml:1: options must be an object/],
    ["nothing under schedules", ["schedules:"], /^schedules\.yaml:1: schedules must be a map/],
    ["an unknown field", ["schedule: {}"], /^schedules\.yaml:1: schedule is no field/],
    [
      "a number that would lose digits",
      ["schedules:", "  a:", "    every: 1h", "    job: { type: a, payload: 9223372036854775807 }"],
      /^schedules\.yaml:4: 9223372036854775807 would lose digits/,
    ],
    [
      "a job that cannot be",
      ["schedules:", "  a:", "    every: 1h", "    job:", "      type: a", "      priority: 101"],
      /^schedules\.yaml:6: schedules\.a\.job\.priority must be a whole number/,
    ],
    [
      "a time that is none",
      ["schedules:", "  a:", "    every: 1h", "    startAt: soon", "    job: { type: a }"],
      /^schedules\.yaml:4: schedules\.a\.startAt must be a Date/,
    ],
  ])("is refused with %s", (_, lines, problem) => {
    expect(problemsOf(...lines)).toEqual([expect.stringMatching(problem)]);
  });
});
