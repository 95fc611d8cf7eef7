import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FieldCheck, type FieldNames } from "@millrace/core";

/** How a server shows its dashboard. */
export interface DashboardOptions {
  /**
   * The folder of its files: what {@link findDashboard} finds. Without it a text under `path` says what to
   * install.
   */
  readonly files?: string | undefined;
  /** Where it is served. Begins and ends with a slash. Defaults to `/ui/`. */
  readonly path?: string | undefined;
  /** Whether calls of its pages that change anything are refused. Defaults to false. */
  readonly readOnly?: boolean | undefined;
  /** Whether its pages get no bytes of payloads and results. Defaults to false. */
  readonly hidePayloads?: boolean | undefined;
  /** What its pages call this server, such as `production`: up to 32 characters. Defaults to nothing. */
  readonly label?: string | undefined;
}

const OPTIONS: FieldNames<DashboardOptions> = {
  files: true,
  path: true,
  readOnly: true,
  hidePayloads: true,
  label: true,
};

export const DASHBOARD_PATH = "/ui/";
const PATH = /^\/(?:[\w.~-]+\/)+$/;
const MAX_LABEL_BYTES = 32;

/** @throws MillraceError `INVALID_ARGUMENT` that names every option at fault. */
export function checkDashboard(options: DashboardOptions): void {
  const check = new FieldCheck();
  if (check.only(options, OPTIONS, "a dashboard", "dashboard")) {
    const { path, label } = options;
    if (path !== undefined && !isDashboardPath(path)) {
      check.invalid("dashboard.path", "must begin and end with a slash, such as /ui/");
    }
    if (label !== undefined) check.text("dashboard.label", label, MAX_LABEL_BYTES);
  }
  check.throwIfInvalid("cannot open a MillraceServer");
}

/** Whether a dashboard can be served under `path`. */
export function isDashboardPath(path: string): boolean {
  return PATH.test(path) && !/\/\.\.?\//.test(path);
}

/**
 * The files of the package `@millrace/dashboard`; undefined when it is not installed, or not built.
 *
 * @param importer the URL of the module from which the package is looked for: `import.meta.url`.
 */
export function findDashboard(importer: string): string | undefined {
  try {
    const manifest = createRequire(importer).resolve("@millrace/dashboard/package.json");
    return join(dirname(manifest), "dist");
  } catch {
    return undefined;
  }
}
