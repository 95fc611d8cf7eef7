import { describe, expect, it } from "vitest";
import type { OptionSpecs } from "./command-spec.ts";
import { COMMANDS } from "./command-table.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { Program } from "./program.ts";
import { runCli } from "./test/run-cli.ts";

/** A value of the form that an option takes. */
const GIVEN = {
  flag: [],
  text: ["text"],
  texts: ["a,b"],
  count: ["7"],
  duration: ["30s"],
  time: ["2030-01-31T09:00:00Z"],
  ago: ["1h"],
  labels: ["team=mail"],
} as const;

describe.each(COMMANDS)("millrace $spec.path", ({ spec }) => {
  it("has its options under the names by which they are read", () => {
    const specs: OptionSpecs = { ...GLOBAL_OPTIONS, ...spec.options };
    for (const [name, { flags, kind, choices }] of Object.entries(specs)) {
      const [flag = ""] = /--[a-z0-9-]+/.exec(flags) ?? [];
      const given = kind === "choice" ? [choices?.[0] ?? ""] : GIVEN[kind];
      const argv = [...spec.path.split(" "), ...spec.arguments.map(() => "x"), flag, ...given];
      const parsed = new Program("0").parse(argv);
      if ("help" in parsed) throw new Error(`${argv.join(" ")} prints help`);
      expect(parsed.options[name], flag).toEqual(
        kind === "flag" ? !flag.startsWith("--no-") : expect.anything(),
      );
    }
  });
});

it("no path is there twice", () => {
  const paths = COMMANDS.map(({ spec }) => spec.path);
  expect(new Set(paths).size).toBe(paths.length);
});

describe("what makes no sense ends with 2, and says what there is", () => {
  it.each([
    ["job lst", /unknown command 'lst'\n\(Did you mean list\?\)/],
    ["jobs", /unknown command 'jobs'\n\(Did you mean job\?\)/],
    ["job list --typ email", /unknown option '--typ'\n\(Did you mean --type\?\)/],
    ["job list -o xml", /'xml' is invalid. Allowed choices are table, wide, json/],
    ["job get", /missing required argument 'id'/],
    ["job get a b", /too many arguments/],
    ["job", /a command is missing\n\nUsage: millrace job/],
    ["job list --limit many", /--limit must be a whole number, but is many/],
    ["job list --limit 0", /--limit must be at least 1\ngive --all/],
    ["job enqueue a --delay soon", /--delay must be a number with one of the units.* is soon/],
    ["job enqueue a --at tomorrow", /--at must be a time in ISO 8601.* is tomorrow/],
    ["job enqueue a --meta team", /--meta must be KEY=VALUE, but is team/],
    ["job list statu:failed", /there is no filter statu; did you mean status:failed\?/],
    ["job list email type:email", /type is given twice/],
    ["job list type:email --type email", /type is given twice/],
    ["job list --fields statu", /there is no field statu; did you mean status\?/],
    ["job get a --payload --result", /exclude each other/],
    ["job update a", /what to change is not said/],
    ["dead redrive", /which jobs is not said\ngive a type or another filter, or --all/],
    ["dead list status:failed", /dead jobs are those in the status FAILED/],
    [
      "queue limits a --none --max-running 1",
      /--none excludes all limits\ngive the one that is meant/,
    ],
    ["help formating", /no command and no topic formating; did you mean formatting\?/],
    ["queue list --server redis://x", /--server must be http: or https:.*\nuse --store/],
    ["queue list --store http://x", /--store must be a store.*\nuse --server/],
    ["queue list --store redis://x --server http://x", /exclude each other/],
    ["queue list --store memory:", /holds no jobs but those of its own process/],
  ])("millrace %s", async (line, message) => {
    const { code, stdout, stderr } = await runCli(line.split(" "));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

it("prints help without arguments, and its version", async () => {
  const help = await runCli([]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toMatch(/^Usage: millrace/);
  expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: /^\d+\.\d+\.\d+\n$/ });
});
