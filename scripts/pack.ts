// `npm run pack`: builds the packages and writes each as a tarball into dist/, to be installed in
// another project: `npm install …/dist/*.tgz`.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packedPackages } from "./packed-packages.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "dist");

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
run("turbo", "run", "build", "--filter=./packages/*", "--output-logs=errors-only");
const filters = packedPackages(root).map(({ name }) => `--filter=${name}`);
run("pnpm", "--recursive", ...filters, "pack", "--pack-destination", target);
console.log(`\nInstall them in your project:\n\n  npm install ${join(target, "*.tgz")}\n`);

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
