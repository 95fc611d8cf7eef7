// `npm run pack`: builds the packages and writes each as a tarball into dist/, to be installed in
// another project: `npm install …/dist/millrace-worker-0.1.0.tgz`; and the wire contract as one, for
// other languages. Another folder, which is not there yet, can be named.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { packContract } from "./contract.ts";
import { linkTarballs, packPublished } from "./tarballs.ts";
import { publishedPackages } from "./workspace.ts";

const root = join(import.meta.dirname, "..");
const [named] = process.argv.slice(2);
const target = resolve(named ?? join(root, "dist"));

if (named === undefined) rmSync(target, { recursive: true, force: true });
mkdirSync(target);
// From nothing, and not from turbo's cache: either may hold what was made of a file that is gone.
const packages = publishedPackages(root);
for (const { folder } of packages) {
  rmSync(join(root, folder, "dist"), { recursive: true, force: true });
}
const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
execFileSync("turbo", ["run", "build", ...filters, "--force", "--output-logs=errors-only"], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
});
const tarballs = packPublished(root, target);
linkTarballs(tarballs);
const contract = packContract(root, target, packages[0]?.manifest.version as string);
console.log(`
Install what you need in your project, by npm, pnpm, bun or Yarn 4; each brings the others:

  npm install "${tarballs.get("@millrace/worker")}" "${tarballs.get("@millrace/client")}"

The server is a program: npx "file:${tarballs.get("@millrace/server-app")}"
So is the command line: npx "file:${tarballs.get("@millrace/cli")}" --help

Clients and workers in other languages are made from ${contract}
`);
