// Runs on any Node >= 20, before anything is installed: no dependency, no TypeScript.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installArguments } from "./install-arguments.mjs";

/** @typedef {import("./install-arguments.mjs").Scope} Scope */

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const windows = process.platform === "win32";
/** Whether the Node that comes with the workspace is used, not the present one. */
const usesOwnNode = process.env["MILLRACE_NODE"] !== "present";

/** The oldest Node that runs TypeScript without a flag. */
const OLDEST_NODE = [22, 18];

/**
 * Installs what the lockfile says unless that is done, then runs the TypeScript program `program`
 * (a path from the root) on the workspace's own Node, and ends this process as that one ends.
 *
 * @param {string} program
 * @param {Scope} scope what it needs.
 * @returns {Promise<void>}
 */
export async function bootstrap(program, scope) {
  install(scope);
  const node = pickNode();
  const env = {
    TURBO_TELEMETRY_DISABLED: "1",
    // Nothing is built: without it every start strips and compiles all that is imported.
    NODE_COMPILE_CACHE: join(modules, ".cache/compile"),
    ...process.env,
    ...(node === process.execPath && knowsNoUsing() && { NODE_OPTIONS: optionsWithUsing() }),
    PATH: [...programs(), process.env["PATH"]].filter(Boolean).join(delimiter),
  };
  const args = ["--conditions=@millrace/source", program, ...process.argv.slice(2)];
  const child = spawn(node, args, { cwd: root, env, stdio: "inherit" });
  // A terminal sends Ctrl-C to the child as well; other senders reach this process alone.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  // npm that is killed tells nobody.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 1000).unref();
  child.on("error", (error) => fail(`cannot run ${program}: ${error.message}`));
  child.on("exit", (code, signal) => {
    // Shells report a death by signal as 128 and its number.
    process.exitCode = code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
  });
}

/**
 * @param {Scope} wanted
 */
function install(wanted) {
  const stampFile = join(modules, ".millrace-install");
  const earlier = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : undefined;
  // Whoever has had everything is not to lose it by an update.
  const scope = earlier === undefined || earlier.startsWith("programs ") ? wanted : "everything";
  const hash = installHash();
  if (earlier === `everything ${hash}` || earlier === `${scope} ${hash}`) {
    say("dependencies are up to date with pnpm-lock.yaml");
    return;
  }
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const command = ["npx", "-y", packageManager, ...installArguments(scope)];
  say(`installing dependencies: ${command.join(" ")}`);
  const started = performance.now();
  const [npx = "", ...args] = command;
  const { status, error } = spawnSync(npx, args, {
    cwd: root,
    env: { ...process.env, npm_config_update_notifier: "false" },
    stdio: "inherit",
    shell: windows,
  });
  if (error !== undefined || status !== 0) {
    fail(
      `installing dependencies failed (${error?.message ?? `exit code ${status}`})`,
      "check that npm's registry can be reached; if the lockfile is out of date, run " +
        `\`npx ${packageManager} install\` and commit pnpm-lock.yaml`,
    );
  }
  writeFileSync(stampFile, `${scope} ${hash}`);
  say(`dependencies installed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Changes with whatever makes an earlier install stale. */
function installHash() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const file of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

/** Where programs are looked for first. The workspace's own are among them, its Node too. */
function programs() {
  return usesOwnNode ? [bin] : [dirname(process.execPath), bin];
}

/** The workspace's Node where its platform has one, else the present one, or when MILLRACE_NODE asks for that. */
function pickNode() {
  const own = join(bin, "node");
  if (usesOwnNode && existsSync(own) && spawnSync(own, ["--version"]).status === 0) return own;
  if (isOldNode()) {
    fail(
      usesOwnNode
        ? `Node ${process.versions.node} is too old, and none comes with the workspace for ${process.platform} ${process.arch}`
        : `Node ${process.versions.node} is too old, and MILLRACE_NODE asks for it`,
      `install Node 24 (at least ${OLDEST_NODE.join(".")}) from https://nodejs.org and run this again`,
    );
  }
  return process.execPath;
}

function knowsNoUsing() {
  return Number.parseInt(process.versions.node, 10) < 24;
}

/** Options for this Node and all that it starts, with which they understand `using`. */
function optionsWithUsing() {
  const hook = new URL("downlevel-using.mjs", import.meta.url);
  return [process.env["NODE_OPTIONS"], `--import=${hook.href}`].filter(Boolean).join(" ");
}

function isOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** @param {string} line */
function say(line) {
  console.log(`millrace: ${line}`);
}

/**
 * @param {string} what
 * @param {string} [remedy]
 * @returns {never}
 */
function fail(what, remedy) {
  console.error(`millrace: ${what}`);
  if (remedy !== undefined) console.error(`millrace: what to do: ${remedy}`);
  process.exit(1);
}
