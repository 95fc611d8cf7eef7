import { MillraceError } from "@millrace/core";

/** What needs the package that a URL leads to. */
export function neederOf(url: string): string {
  const [scheme = url] = /^[^:]+:(\/\/)?/.exec(url) ?? [];
  return `a ${scheme} URL`;
}

/**
 * The error for `cause`, with which the import of the package `name` has failed: it says what to do.
 *
 * @param needer what needs the package, such as `a redis:// URL`.
 */
export function missingPackage(needer: string, name: string, cause: unknown): MillraceError {
  const command = `run: npm install ${name}`;
  if (isNotFound(cause, name)) {
    return new MillraceError("FAILED_PRECONDITION", `${needer} needs ${name}; ${command}`);
  }
  return new MillraceError(
    "FAILED_PRECONDITION",
    `${needer} needs ${name}, which cannot be loaded (${messageOf(cause)}); ${command}, or put it into the bundle`,
    { cause },
  );
}

/**
 * `module`, as the import of the package `name` has brought it.
 *
 * @throws Error as for a package that is not there, when `module` has no `part`: Next.js by webpack has an
 *   empty module in the place of a package that is optional and not installed.
 */
export function whole<Module extends object>(
  module: Module,
  part: keyof Module & string,
  name: string,
): Module {
  if (part in module && module[part] !== undefined) return module;
  throw new Error(`Cannot find package '${name}'`);
}

/** Whether it is `name` that there is not, and not something that `name` imports. */
function isNotFound(cause: unknown, name: string): boolean {
  const [, wanted = ""] = /^Cannot find (?:package|module) '([^']+)'/.exec(messageOf(cause)) ?? [];
  return wanted === name || wanted.startsWith(`${name}/`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
