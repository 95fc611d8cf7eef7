import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join, relative, sep } from "node:path";
import { findCycles } from "./import-cycles.ts";
import {
  DRIVER_OWNERS,
  FILE_PACKAGES,
  type Layer,
  layerOf,
  NODE_PACKAGES,
  TEST_IMPORTS,
} from "./layers.ts";
import { type FileImports, importsOf, type ModuleImport } from "./module-imports.ts";
import { type WorkspacePackage, workspacePackages } from "./workspace.ts";

/**
 * Checks the tree at `root` against the layers: what package.json declares, and what the sources
 * import.
 *
 * @returns one line for each violation; none when all is well.
 */
export function checkLayers(root: string): string[] {
  const packages = workspacePackages(root);
  const apps = packages.filter(({ folder }) => !folder.startsWith("packages/"));
  const appNames = new Set(apps.map(({ manifest }) => manifest.name));
  const problems: string[] = [];
  for (const pkg of packages) {
    const layer = appNames.has(pkg.manifest.name) ? APP : layerOf(pkg.manifest.name);
    if (layer === undefined) {
      problems.push(`${pkg.folder}: ${pkg.manifest.name} has no layer; add it to layers.ts`);
      continue;
    }
    const check = new PackageCheck(root, pkg, layer, appNames);
    problems.push(...check.manifestProblems(), ...check.sourceProblems());
  }
  return problems;
}

// Apps, the bench and the examples put the parts together, so they may import each of them.
const APP = "app";

class PackageCheck {
  readonly #root: string;
  readonly #pkg: WorkspacePackage;
  readonly #layer: Layer | typeof APP;
  readonly #apps: ReadonlySet<string>;

  constructor(
    root: string,
    pkg: WorkspacePackage,
    layer: Layer | typeof APP,
    apps: ReadonlySet<string>,
  ) {
    this.#root = root;
    this.#pkg = pkg;
    this.#layer = layer;
    this.#apps = apps;
  }

  manifestProblems(): string[] {
    const { manifest, folder } = this.#pkg;
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
    const handedOn = this.#layer === APP ? [] : (this.#layer.peers ?? []);
    const peers = without(peerDependencies, handedOn);
    const shipped = Object.keys({ ...dependencies, ...optionalDependencies, ...peers });
    const where = `${folder}/package.json`;
    return [
      // A lazy import is a dependency like any other; how it is imported shows in the sources.
      ...shipped.map((name) => this.#forbids(name, { lazily: true, test: false })),
      ...Object.keys(without(devDependencies, handedOn)).map((name) =>
        this.#forbids(name, { lazily: true, test: true }),
      ),
    ].flatMap((reason) => (reason === undefined ? [] : [`${where} depends on ${reason}`]));
  }

  sourceProblems(): string[] {
    const folder = join(this.#root, this.#pkg.folder);
    const parts = this.#layer === APP ? ["."] : ["src", "test"];
    const sources = parts
      .flatMap((part) => listSources(join(folder, part)))
      .map((file) => [file, importsOf(file, readFileSync(file, "utf8"))] as const);
    return [
      ...sources.flatMap(([file, imports]) => this.#fileProblems(file, imports)),
      ...this.#cycleProblems(new Map(sources)),
    ];
  }

  /**
   * What types alone go round in counts as well: it costs nothing when it runs, but neither of two files
   * can be read, moved or tested without the other.
   */
  #cycleProblems(sources: ReadonlyMap<string, FileImports>): string[] {
    const graph = new Map(
      [...sources].map(([file, { imports }]) => [
        file,
        imports.map(({ specifier }) => join(dirname(file), specifier)),
      ]),
    );
    return findCycles(graph).map((cycle) => {
      const [first = "", ...rest] = cycle.map((file) => relative(this.#root, file));
      const way = [...rest.map((file) => basename(file)), "it again"].join(", which imports ");
      return `${first} imports ${way}; move what both need to a file of its own`;
    });
  }

  #fileProblems(file: string, { imports, starExports }: FileImports): string[] {
    const folder = join(this.#root, this.#pkg.folder);
    const test = /(^|\/)test\/|\.test\.[^.]+$/.test(relative(folder, file));
    const where = relative(this.#root, file);
    const problems = imports.flatMap((wanted) => {
      const reason = this.#importProblem(file, wanted, test);
      return reason === undefined ? [] : [`${where} imports ${reason}`];
    });
    if (/^index\.[^.]+$/.test(basename(file)) && starExports.length > 0) {
      problems.push(`${where} has \`export *\`; name what the package exports`);
    }
    return problems;
  }

  #importProblem(file: string, { specifier, kind }: ModuleImport, test: boolean) {
    const builtin = specifier.startsWith("node:") || builtinModules.includes(specifier);
    if (!test && this.#runsAnywhere(file)) {
      const path = specifier.startsWith(".") ? join(dirname(file), specifier) : undefined;
      const ofNode = path === undefined ? builtin : !this.#runsAnywhere(path);
      if (ofNode || NODE_PACKAGES.includes(packageName(specifier))) {
        return `${specifier}, but runs anywhere; what needs Node stands in src/node, and is named by the \`imports\` or the \`exports\` of package.json`;
      }
    }
    if (specifier.startsWith(".")) {
      const inside = relative(join(this.#root, this.#pkg.folder), join(dirname(file), specifier));
      if (!inside.startsWith("..")) return undefined;
      return `${specifier}, which lies outside of its package; import the other package by its name`;
    }
    // The package's own `imports`.
    if (specifier.startsWith("#")) return undefined;
    if (builtin) return undefined;
    const name = packageName(specifier);
    if (name === this.#pkg.manifest.name) return undefined;
    const forbidden = this.#forbids(name, { lazily: kind !== "static", test });
    if (forbidden !== undefined) return forbidden;
    // Test tools come with the workspace.
    if (test || this.#declares(name)) return undefined;
    return `${name}, which its package.json does not name under dependencies`;
  }

  /** Whether a file of the package must do without Node. */
  #runsAnywhere(file: string): boolean {
    if (this.#layer === APP || this.#layer.runtime !== "any") return false;
    return !relative(join(this.#root, this.#pkg.folder), file).startsWith(NODE_FOLDER);
  }

  #declares(name: string): boolean {
    const manifest = this.#pkg.manifest;
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    // What is built into files is not installed with them.
    const bundled = FILE_PACKAGES.includes(manifest.name) ? manifest.devDependencies : {};
    return name in { ...dependencies, ...optionalDependencies, ...peerDependencies, ...bundled };
  }

  /** Why the package may not import `name`, or `undefined` when it may. */
  #forbids(name: string, { lazily, test }: { lazily: boolean; test: boolean }): string | undefined {
    if (FILE_PACKAGES.includes(name)) return undefined;
    if (this.#apps.has(name)) return `${name}, which is an app; nothing may import an app`;
    const layer = this.#layer;
    if (layer === APP) return undefined;
    const self = this.#pkg.manifest.name;
    const owner = DRIVER_OWNERS[name];
    if (owner !== undefined && owner !== self) return `${name}, which only ${owner} may`;
    if (!name.startsWith("@millrace/")) {
      if (test || layer.thirdParty !== false) return undefined;
      return `${name}, but ${self} has no dependencies`;
    }
    if (layer.imports.includes(name)) return undefined;
    if (test && TEST_IMPORTS.includes(name)) return undefined;
    const lazy = layer.lazyImports ?? [];
    if (lazy.includes(name)) {
      return lazily || test ? undefined : `${name} statically; only \`await import()\` may name it`;
    }
    const allowed = [...layer.imports, ...lazy.map((other) => `${other} (lazily)`)];
    return `${name}, but ${self} may import ${allowed.length > 0 ? `only ${allowed.join(", ")}` : "no other package"}`;
  }
}

type Versions = Readonly<Record<string, string>>;

function without(versions: Versions | undefined, names: readonly string[]): Versions {
  return Object.fromEntries(
    Object.entries(versions ?? {}).filter(([name]) => !names.includes(name)),
  );
}

/** Where a package that runs anywhere has what needs Node. */
const NODE_FOLDER = join("src", "node") + sep;

function packageName(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

const NOT_SOURCES = ["node_modules", "dist"];

function listSources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_SOURCES.includes(entry.name) ? [] : listSources(path);
      return /\.[cm]?tsx?$/.test(entry.name) ? [path] : [];
    });
}
