/** @typedef {"programs" | "everything"} Scope what the server, the command line and the examples need to run, or all. */

/** Of the workspace: they, and what they import, are all that `npm start` and `npm run program` run. */
export const PROGRAMS = ["@millrace/server-app", "@millrace/cli", "@millrace/examples"];

/**
 * The arguments of pnpm that install by the lockfile. The tools of the tests are many times as large as what
 * runs.
 *
 * @param {Scope} scope
 * @returns {string[]}
 */
export function installArguments(scope) {
  const install = ["install", "--frozen-lockfile"];
  if (scope === "everything") return install;
  const filters = PROGRAMS.map((name) => `--filter-prod=${name}...`);
  // The root brings the stores and the client, which packages of the workspace have as peers and otherwise
  // find among their development dependencies, and what builds the dashboard, which those of a package are
  // not installed for. That has its native parts as optional dependencies, and so the root has Node.
  return ["--filter=.", ...filters, ...install, "--prod"];
}
