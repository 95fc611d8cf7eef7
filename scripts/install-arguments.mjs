/** @typedef {"programs" | "everything"} Scope what the server, the command line and the examples need to run, or all. */

/** Of the workspace: they, and what they import, are all that `npm start` and `npm run program` run. */
export const PROGRAMS = ["@millrace/server-app", "@millrace/cli", "@millrace/examples"];

/**
 * The arguments of pnpm that install by the lockfile. The tools of the tests are twenty times as large
 * as what runs, and so is the Node of the workspace, which only those need whose own is too old.
 *
 * @param {Scope} scope
 * @param {boolean} needsNode
 * @returns {string[]}
 */
export function installArguments(scope, needsNode) {
  const install = ["install", "--frozen-lockfile"];
  if (scope === "everything") return install;
  const filters = PROGRAMS.map((name) => `--filter-prod=${name}...`);
  // The root brings Node as an optional dependency, and the stores and the client, which packages of the
  // workspace have as peers and otherwise find among their development dependencies.
  return ["--filter=.", ...filters, ...install, "--prod", ...(needsNode ? [] : ["--no-optional"])];
}
