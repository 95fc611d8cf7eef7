// `npm run program FILE [arguments]`: run a TypeScript program of the workspace, such as an example,
// on the workspace's Node.
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bootstrap } from "./bootstrap.mjs";

const [program] = process.argv.splice(2, 1);
if (program === undefined) {
  refuse("name a program, such as: npm run program examples/hello/worker.ts");
}
// npm changes to the root, whichever folder it was called in.
const root = fileURLToPath(new URL("..", import.meta.url));
const folders = [root, process.env["INIT_CWD"] ?? root];
const file = folders.map((folder) => resolve(folder, program)).find((path) => existsSync(path));
if (file === undefined) {
  refuse(`there is no ${program}; name a file by its path from ${root}`);
}
if (relative(root, file).startsWith("..")) {
  refuse(`${file} lies outside of ${root}, where it finds no packages; put it into examples/`);
}
await bootstrap(file, "programs");

/**
 * @param {string} what
 * @returns {never}
 */
function refuse(what) {
  console.error(`millrace: ${what}`);
  process.exit(2);
}
