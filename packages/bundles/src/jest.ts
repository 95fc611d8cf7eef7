import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const PAGE = join(import.meta.dirname, "../../../docs/commonjs.md");

/** What Jest and the ways to run it need. */
export const JEST_PACKAGES = {
  "@babel/core": "8.1.3",
  "@babel/preset-env": "8.0.7",
  "babel-jest": "30.5.2",
  jest: "30.5.2",
};

const TEST = `const { enqueueOne, MemoryStore } = require("@millrace/store-memory");
const { Worker } = require("@millrace/worker");
const { Client } = require("@millrace/client");

test("a worker works", async () => {
  const store = new MemoryStore();
  const done = Promise.withResolvers();
  const worker = new Worker("email", async (job) => done.resolve(job.json()), { source: store });
  await worker.start();
  await enqueueOne(store, { type: "email", payload: new TextEncoder().encode('{"to":"ada"}') });
  expect(await done.promise).toEqual({ to: "ada" });
  await worker.stop();
  await store.close();
  expect(typeof Client).toBe("function");
});
`;

/** The ways to run Jest that docs/commonjs.md names: with Babel, or by Node's own means. */
export const JEST_WAYS = ["Babel", "--experimental-vm-modules"] as const;

/** Runs a worker under Jest in the project in `folder`, which has it installed; rejects when it fails. */
export async function runJest(folder: string, way: (typeof JEST_WAYS)[number]): Promise<void> {
  const home = join(folder, "jest");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{ "private": true }\n');
  writeFileSync(join(home, "worker.test.js"), TEST);
  const config = way === "Babel" ? documentedConfig() : "module.exports = {};\n";
  writeFileSync(join(home, "jest.config.js"), config);
  const flags = way === "Babel" ? [] : [way];
  const jest = join(folder, "node_modules/jest/bin/jest.js");
  await run(process.execPath, [...flags, jest, "--rootDir", "."], { cwd: home });
}

function documentedConfig(): string {
  const config = readFileSync(PAGE, "utf8").match(/^```js\n(module\.exports = .*?)^```$/ms)?.[1];
  if (config === undefined) throw new Error(`${PAGE} shows no jest.config.js`);
  return config;
}
