import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import type { Report } from "./programs/round-trip.ts";

const FOLDER = join(import.meta.dirname, "programs");

/**
 * The programs that are bundled: a producer and a worker on each store, and a client and a worker
 * with their server.
 */
export const PROGRAMS = ["memory", "sqlite", "redis", "postgres", "server"] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** What a program reports when all went well. */
export function expected(name: ProgramName): Report {
  return { status: "COMPLETED", result: "42", jobs: name === "server" ? 1 : 2 };
}

/** The file that runs a program with the URL of the command line, and prints its report. */
export function entryOf(name: ProgramName): string {
  return `${name}-main.mjs`;
}

/** All files of the programs by name, as JavaScript for bundlers that know no types. */
export function programFiles(): Map<string, string> {
  const modules = readdirSync(FOLDER).map((file): [string, string] => {
    const source = readFileSync(join(FOLDER, file), "utf8");
    const text = transformSync(source, { loader: "ts" }).code;
    return [file.replace(/ts$/, "mjs"), text.replaceAll('.ts"', '.mjs"')];
  });
  const entries = PROGRAMS.map((name): [string, string] => [entryOf(name), entry(name)]);
  return new Map([...modules, ...entries]);
}

/** Without `await` at the top, which CommonJS does not have. */
function entry(name: ProgramName): string {
  return `import { run } from "./${name}.mjs";
run(process.argv[2]).then(
  (report) => console.log(JSON.stringify(report)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
`;
}
