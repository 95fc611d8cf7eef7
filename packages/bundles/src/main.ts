import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTable } from "@millrace/faults";
import { Command } from "commander";
import { BUNDLERS } from "./bundler.ts";
import { runText } from "./installed.ts";
import { JEST_PACKAGES, JEST_WAYS, runJest } from "./jest.ts";
import { NextApp } from "./next-app.ts";
import { installWith, PACKAGE_MANAGERS } from "./package-manager.ts";
import { entryOf, PROGRAMS, type ProgramName } from "./program.ts";
import { Project } from "./project.ts";
import { faultOf, type Row, resultTable } from "./row.ts";
import { runBundle, runProgram } from "./run-bundle.ts";
import { RUNTIMES, runByRuntime } from "./runtime.ts";
import { missingFor, Servers } from "./servers.ts";

/** What the project of the campaign installs besides our packages, exact. */
const OTHERS = {
  bun: "1.4.5",
  deno: "2.9.6",
  ...JEST_PACKAGES,
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  webpack: "5.112.2",
};
const run = promisify(execFile);
const DOCUMENT = join(import.meta.dirname, "../../../docs/bundling.md");

const program = new Command("pnpm bundles")
  .description(
    "Installs the packed packages in a project of its own, has each bundler make one file of a producer and a worker on each store, has Next.js build them into route handlers, and runs what comes out. Has every package manager install them, and Jest run a worker. Needs the npm registry. Exits with 1 when anything does not run.",
  )
  .option("--write", "write the table into docs/bundling.md", false)
  .parse();
const { write } = program.opts<{ write: boolean }>();

const names = PROGRAMS.filter((name) => {
  const missing = missingFor(name);
  if (missing !== undefined) console.error(`${name} is left out: ${missing}`);
  return missing === undefined;
});
if (write && names.length < PROGRAMS.length) {
  program.error("--write replaces the whole table, and some columns would be missing");
}

const rows: Row[] = [];
let broken = false;
{
  await using servers = await Servers.start();
  const others = Object.entries(OTHERS).map(([name, version]) => `${name}@${version}`);
  using project = await Project.installed(others);
  const freshUrl = (name: ProgramName) => servers.freshUrl(name, project.output);

  for (const manager of PACKAGE_MANAGERS) {
    await report(`installed by ${manager.name}`, async () => {
      const wanted = ["@millrace/worker", "@millrace/client", "@millrace/server-app"];
      const tarballs = project.tarballsOf(...wanted);
      const folder = await installWith(manager, tarballs, project.output);
      await runText(folder, "imports.mjs", 'import "@millrace/client"; import "@millrace/worker";');
      await run(join(folder, "node_modules/.bin/millrace-server"), ["--version"]);
    });
  }
  for (const way of JEST_WAYS) {
    await report(`under Jest, by ${way}`, () => runJest(project.folder, way));
  }
  for (const bundler of BUNDLERS) {
    await addRow(bundler.name, (name) => runBundle(project, bundler, name, freshUrl(name)));
  }
  for (const flag of ["--turbopack", "--webpack"] as const) {
    await using app = await NextApp.start(project, flag);
    await addRow(`Next.js ${OTHERS.next}, ${flag}`, async (name) => {
      const url = freshUrl(name);
      const report = await app.report(name, url);
      // What the bundle has made of a new schema or file, Node must be able to work with.
      await runProgram(join(project.folder, entryOf(name)), url);
      return report;
    });
    await report(`Next.js, ${flag}, without the package of a store`, () =>
      project.without("@millrace/store-postgres", async () => {
        await using bare = await NextApp.start(project, flag, ["client"]);
        const told = await bare.report("client", "postgres://localhost/db");
        const wanted = "a postgres:// URL needs @millrace/store-postgres; run: npm install";
        if (!String(told).includes(wanted)) throw new Error(`it says ${told}`);
      }),
    );
  }
  for (const runtime of RUNTIMES) {
    const version = OTHERS[runtime.command[0] as "bun" | "deno"];
    await addRow(`${runtime.name} ${version}, not bundled`, (name) =>
      runByRuntime(project, runtime, name, freshUrl(name)),
    );
  }
}
const table = resultTable(rows);
console.log(table);
if (write) writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, "utf8"), "bundles", table));
broken ||= rows.some(({ faults }) => [...faults.values()].some((fault) => fault !== undefined));
process.exitCode = broken ? 1 : 0;

/** Says how `work` went, which belongs to no column of the table. */
async function report(way: string, work: () => Promise<unknown>): Promise<void> {
  const fault = await work().then(
    () => undefined,
    ({ stderr, message }: Error & { readonly stderr?: string }) => stderr || message,
  );
  console.error(`${way}: ${fault ?? "runs"}`);
  if (fault !== undefined) broken = true;
}

async function addRow(way: string, run: (name: ProgramName) => Promise<unknown>): Promise<void> {
  const faults = new Map<ProgramName, string | undefined>();
  for (const name of names) {
    const fault = await faultOf(name, run(name));
    console.error(`${way}, ${name}: ${fault ?? "runs"}`);
    faults.set(name, fault);
  }
  rows.push({ name: way, faults });
}
