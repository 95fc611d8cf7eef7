import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";

/** Something that makes one file of a program and of all that it imports, the drivers included. */
export interface Bundler {
  /** With the format of what it makes. */
  readonly name: string;
  /** Whether the workspace has it; else it must be installed in the project. */
  readonly atHand: boolean;
  /** How the bundle's name must end. */
  readonly extension: "mjs" | "cjs";
  /** Bundles `entry`, a file of the folder `project`, into the file `output`. */
  bundle(project: string, entry: string, output: string): Promise<unknown>;
}

/** The drivers are CommonJS and ask for Node's modules by `require`, which no ES module has. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

export const BUNDLERS: readonly Bundler[] = [
  {
    name: "esbuild, ESM",
    atHand: true,
    extension: "mjs",
    bundle: (project, entry, output) =>
      esbuild({
        ...withEsbuild(project, entry, output),
        format: "esm",
        banner: { js: REQUIRE },
      }),
  },
  {
    name: "esbuild, CommonJS",
    atHand: true,
    extension: "cjs",
    bundle: (project, entry, output) =>
      esbuild({ ...withEsbuild(project, entry, output), format: "cjs" }),
  },
  {
    name: "vite build --ssr, noExternal",
    atHand: true,
    extension: "mjs",
    bundle: (project, entry, output) =>
      vite({
        root: project,
        configFile: false,
        logLevel: "error",
        ssr: { noExternal: true },
        build: {
          ssr: entry,
          outDir: dirname(output),
          emptyOutDir: false,
          rolldownOptions: {
            output: { entryFileNames: basename(output), codeSplitting: false },
          },
        },
      }),
  },
  {
    name: "webpack, CommonJS",
    atHand: false,
    extension: "cjs",
    bundle: (project, entry, output) =>
      webpack(project, {
        ...withWebpack(project, entry),
        output: { path: dirname(output), filename: basename(output) },
      }),
  },
  {
    name: "webpack, ESM",
    atHand: false,
    extension: "mjs",
    bundle: (project, entry, output) =>
      webpack(project, {
        ...withWebpack(project, entry),
        experiments: { outputModule: true },
        output: {
          path: dirname(output),
          filename: basename(output),
          module: true,
          library: { type: "module" },
        },
      }),
  },
];

function withEsbuild(project: string, entry: string, outfile: string) {
  const entryPoints = [join(project, entry)];
  return { entryPoints, outfile, bundle: true, platform: "node", logLevel: "error" } as const;
}

function withWebpack(project: string, entry: string): object {
  return {
    context: project,
    entry: `./${entry}`,
    mode: "production",
    target: "node22",
    // Drivers of drivers that are installed by those who want them.
    externals: { "pg-native": "commonjs pg-native" },
  };
}

interface WebpackStats {
  hasErrors(): boolean;
  toString(what: string): string;
}

function webpack(project: string, configuration: object): Promise<void> {
  const run = createRequire(join(project, "package.json"))("webpack") as (
    configuration: object,
    done: (error: Error | null, stats?: WebpackStats) => void,
  ) => void;
  return new Promise((resolve, reject) => {
    run(configuration, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString("errors-only")));
      else resolve();
    });
  });
}
