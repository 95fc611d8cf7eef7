import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Extractor, ExtractorConfig, type ExtractorLogLevel } from "@microsoft/api-extractor";
import { compareTrees } from "./drift.ts";
import { doorsOf, publishedPackages, type WorkspacePackage } from "./workspace.ts";

/** The folder of a package that holds the reports, one for each of its doors. */
const FOLDER = "api";

const IGNORE = { logLevel: "none" as ExtractorLogLevel };
const FAIL = { logLevel: "error" as ExtractorLogLevel };

/**
 * Writes what the public types of each published package are into its folder `api`, so that a change
 * of one shows in review. The declarations that `tsc -b` makes are read.
 */
export function writeApiReports(root: string): void {
  for (const pkg of publishedPackages(root)) {
    const folder = join(root, pkg.folder, FOLDER);
    rmSync(folder, { recursive: true, force: true });
    reportDoors(root, pkg, folder);
  }
}

/** Names each committed report that is not what the declarations say now. */
export function apiDrift(root: string): string[] {
  const fresh = mkdtempSync(join(tmpdir(), "millrace-api-"));
  try {
    return publishedPackages(root).flatMap((pkg) => {
      const folder = join(fresh, pkg.folder);
      reportDoors(root, pkg, folder);
      const stale = compareTrees(folder, join(root, pkg.folder, FOLDER));
      return stale.map((line) => `${pkg.folder}/${FOLDER}/${line}`);
    });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function reportDoors(root: string, { folder, manifest }: WorkspacePackage, target: string): void {
  for (const { door, types } of doorsOf(manifest)) {
    const name = door === "." ? "index" : door.slice(2);
    reportDoor(root, join(root, folder), types, join(target, `${name}.api.md`));
  }
}

function reportDoor(root: string, project: string, types: string, report: string): void {
  const target = join(report, "..");
  mkdirSync(target, { recursive: true });
  const entry = join(project, types);
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: project,
      mainEntryPointFilePath: entry,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { extends: join(root, "tsconfig.base.json"), files: [entry] } },
      apiReport: {
        enabled: true,
        reportFileName: report.slice(target.length + 1).replace(/\.api\.md$/, ""),
        reportFolder: target,
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
    packageJsonFullPath: join(project, "package.json"),
  });
  const problems: string[] = [];
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      if (message.logLevel === "error") problems.push(message.text);
      message.handled = true;
    },
  });
  if (!succeeded) throw new Error(`${entry} cannot be reported:\n${problems.join("\n")}`);
}
