// `npm run pack`: builds the packages and writes each as a tarball into dist/, to be installed in
// another project: `npm install …/dist/*.tgz`. Another folder, which is not there yet, can be named.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { packedPackages } from "./packed-packages.ts";
import { workspacePackages } from "./workspace.ts";

const root = join(import.meta.dirname, "..");
const [named] = process.argv.slice(2);
const target = resolve(named ?? join(root, "dist"));

if (named === undefined) rmSync(target, { recursive: true, force: true });
mkdirSync(target);
// From nothing, and not from turbo's cache: either may hold what was made of a file that is gone.
for (const { folder, manifest } of workspacePackages(root)) {
  if (!folder.startsWith("packages/") || manifest.private) continue;
  rmSync(join(root, folder, "dist"), { recursive: true, force: true });
}
run("turbo", "run", "build", "--filter=./packages/*", "--force", "--output-logs=errors-only");
const filters = packedPackages(root).map(({ name }) => `--filter=${name}`);
run("pnpm", "--recursive", ...filters, "pack", "--pack-destination", target);
console.log(`\nInstall them in your project:\n\n  npm install ${join(target, "*.tgz")}\n`);

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
