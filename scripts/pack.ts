// `npm run pack`: builds the packages and writes each as a tarball into dist/, to be installed in
// another project: `npm install …/dist/*.tgz`. Another folder than dist/ can be named.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { packedPackages } from "./packed-packages.ts";

const root = join(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "dist"));

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
run("turbo", "run", "build", "--filter=./packages/*", "--output-logs=errors-only");
const filters = packedPackages(root).map(({ name }) => `--filter=${name}`);
run("pnpm", "--recursive", ...filters, "pack", "--pack-destination", target);
console.log(`\nInstall them in your project:\n\n  npm install ${join(target, "*.tgz")}\n`);

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
