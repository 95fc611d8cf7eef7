import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  type ExtractorLogLevel,
} from "@microsoft/api-extractor";
import { compareTrees } from "./drift.ts";
import { doorsOf, publishedPackages } from "./workspace.ts";

/** The folder of a package that holds the reports, one for each of its doors. */
const FOLDER = "api";

const IGNORE = { logLevel: "none" as ExtractorLogLevel };
const FAIL = { logLevel: "error" as ExtractorLogLevel };

/**
 * Writes what the public types of each published package are into its folder `api`, so that a change
 * of one shows in review. The declarations that `tsc -b` makes are read.
 */
export function writeApiReports(root: string): void {
  for (const { folder } of publishedPackages(root)) {
    rmSync(join(root, folder, FOLDER), { recursive: true, force: true });
  }
  reportDoors(root, root);
}

/** Names each committed report that is not what the declarations say now. */
export function apiDrift(root: string): string[] {
  const fresh = mkdtempSync(join(tmpdir(), "millrace-api-"));
  try {
    reportDoors(root, fresh);
    return publishedPackages(root).flatMap((pkg) => {
      const folder = join(pkg.folder, FOLDER);
      const stale = compareTrees(join(fresh, folder), join(root, folder));
      return stale.map((line) => `${folder}/${line}`);
    });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Writes the report of each door of each published package into the tree at `target`. */
function reportDoors(root: string, target: string): void {
  const configs = publishedPackages(root).flatMap(({ folder, manifest }) =>
    doorsOf(manifest).map(({ door, types }) => {
      const name = door === "." ? "index" : door.slice(2);
      return configOf(root, folder, types, name, join(target, folder, FOLDER));
    }),
  );
  const [first, ...others] = configs;
  if (first === undefined) return;
  // Read and compiled once for all.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: others.map((config) => config.mainEntryPointFilePath),
  });
  for (const config of configs) reportDoor(config, compilerState);
}

function configOf(
  root: string,
  project: string,
  types: string,
  reportFileName: string,
  reportFolder: string,
): ExtractorConfig {
  const projectFolder = join(root, project);
  const entry = join(projectFolder, types);
  mkdirSync(reportFolder, { recursive: true });
  // Packages meet by their declarations, as they do for users.
  const compilerOptions = { customConditions: [], composite: false };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder,
      mainEntryPointFilePath: entry,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          extends: join(root, "tsconfig.base.json"),
          compilerOptions,
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder,
        reportTempFolder: join(root, "node_modules/.cache/api-reports"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: FAIL },
        extractorMessageReporting: { default: IGNORE, "ae-forgotten-export": IGNORE },
        tsdocMessageReporting: { default: IGNORE },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, "package.json"),
  });
}

function reportDoor(config: ExtractorConfig, compilerState: CompilerState): void {
  const problems: string[] = [];
  const { succeeded } = Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback(message) {
      if (message.logLevel === "error") problems.push(message.text);
      message.handled = true;
    },
  });
  if (!succeeded) {
    const entry = config.mainEntryPointFilePath;
    throw new Error(`${entry} cannot be reported:\n${problems.join("\n")}`);
  }
}
