import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { programFiles } from "./program.ts";

const ROOT = join(import.meta.dirname, "../../..");
const run = promisify(execFile);

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A project of somebody else, outside of the workspace, that has the packed packages and the programs. */
export class Project implements Disposable {
  readonly #home = mkdtempSync(join(tmpdir(), "millrace-bundles-"));
  readonly folder: string = join(this.#home, "project");
  /** Where bundles are put and run: no package is in reach from there. */
  readonly output: string = join(this.#home, "output");
  readonly #packed = join(this.#home, "packed");

  private constructor() {
    for (const folder of [this.folder, this.output]) mkdirSync(folder);
    writeFileSync(join(this.folder, "package.json"), '{ "private": true }\n');
    for (const [file, text] of programFiles()) writeFileSync(join(this.folder, file), text);
  }

  /** One that has the packages unpacked, beside links to what they depend on: it needs no network. */
  static linked(): Promise<Project> {
    return Project.#with(async (project, tarballs) => {
      const folders = workspaceFolders();
      project.#link("@types/node", join(ROOT, "node_modules/@types/node"));
      for (const tarball of tarballs) {
        const { name, dependencies = {} } = await project.#unpack(tarball);
        for (const other of Object.keys(dependencies)) {
          if (other.startsWith("@millrace/")) continue;
          project.#link(other, join(folders.get(name) as string, "node_modules", other));
        }
      }
    });
  }

  /** One that has of the packages of `whole` those that an install of `names` alone would bring. */
  static withOnly(names: readonly string[], whole: Project): Project {
    const project = new Project();
    // What is added while the set is gone through is gone through too.
    const wanted = new Set(names);
    for (const name of wanted) {
      const from = join(whole.folder, "node_modules", name);
      if (!name.startsWith("@millrace/")) {
        project.#link(name, from);
        continue;
      }
      cpSync(from, project.#roomFor(name), { recursive: true });
      for (const other of Object.keys(readManifest(from).dependencies ?? {})) wanted.add(other);
    }
    return project;
  }

  /** One that has the packages, and `others` from the registry, installed by npm. */
  static installed(others: readonly string[]): Promise<Project> {
    return Project.#with(async ({ folder }, tarballs) => {
      const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
      await run("npm", ["install", ...quiet, ...tarballs, ...others], { cwd: folder });
    });
  }

  static async #with(
    fill: (project: Project, tarballs: readonly string[]) => Promise<void>,
  ): Promise<Project> {
    const project = new Project();
    try {
      await fill(project, await project.#pack());
      return project;
    } catch (error) {
      project[Symbol.dispose]();
      throw error;
    }
  }

  /** Builds and packs the packages; returns their tarballs. */
  async #pack(): Promise<string[]> {
    const folder = this.#packed;
    const PATH = [join(ROOT, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
    const pack = join(ROOT, "scripts/pack.ts");
    await run(process.execPath, [pack, folder], { cwd: ROOT, env: { ...process.env, PATH } });
    // Beside them lies the contract, which is no package.
    const packages = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
    return packages.map((file) => join(folder, file));
  }

  /** The tarballs of packages, by name. All that they need lies beside them. */
  tarballsOf(...names: readonly string[]): Map<string, string> {
    const files = readdirSync(this.#packed);
    return new Map(
      names.map((name) => {
        const prefix = `${name.replace("@", "").replace("/", "-")}-`;
        const found = files.find((file) => /^\d/.test(file.replace(prefix, "")));
        if (found === undefined) throw new Error(`${name} is not among what was packed`);
        return [name, join(this.#packed, found)];
      }),
    );
  }

  /** Does `work` while a package is not there. */
  async without<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const aside = join(this.#home, "aside");
    renameSync(join(this.folder, "node_modules", name), aside);
    try {
      return await work();
    } finally {
      renameSync(aside, join(this.folder, "node_modules", name));
    }
  }

  async #unpack(tarball: string): Promise<Manifest> {
    await run("tar", ["-xzf", tarball, "-C", this.#home]);
    const unpacked = join(this.#home, "package");
    const manifest = readManifest(unpacked);
    renameSync(unpacked, this.#roomFor(manifest.name));
    return manifest;
  }

  #link(name: string, target: string): void {
    const path = this.#roomFor(name);
    rmSync(path, { force: true });
    symlinkSync(realpathSync(target), path, "junction");
  }

  #roomFor(name: string): string {
    const path = join(this.folder, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** The folder of each package by its name. */
function workspaceFolders(): Map<string, string> {
  const folders = ["packages", "apps"]
    .map((group) => join(ROOT, group))
    .flatMap((group) => readdirSync(group).map((folder) => join(group, folder)))
    .filter((folder) => existsSync(join(folder, "package.json")));
  return new Map(folders.map((folder) => [readManifest(folder).name, folder]));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
