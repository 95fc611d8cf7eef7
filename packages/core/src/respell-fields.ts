import { type FieldViolation, MillraceError } from "./millrace-error.ts";

/**
 * `error` with the names of its fields, in violations and message, as `spell` writes each of them:
 * errors name the words of those who made the call, be it in TypeScript or over the wire.
 */
export function respellFields(
  error: MillraceError,
  spell: (name: string) => string,
): MillraceError {
  let { message } = error;
  let differs = false;
  const violations = error.violations.map(({ field, description }): FieldViolation => {
    const spelt = respellPath(field, spell);
    if (spelt === field) return { field, description };
    differs = true;
    message = message.replace(`${field} ${description}`, () => `${spelt} ${description}`);
    return { field: spelt, description };
  });
  if (!differs) return error;
  return new MillraceError(error.code, message, { violations, cause: error.cause });
}

/** Leaves keys in brackets alone, such as those of metadata: they are the caller's own. */
function respellPath(path: string, spell: (name: string) => string): string {
  return path.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]|[\w$]+/g, (part) =>
    part.startsWith("[") ? part : spell(part),
  );
}

/** The name of a field that takes a duration in place of milliseconds: `delay` for `delayMs`. */
export function withoutUnit(name: string): string {
  return name.replace(/Ms$/, "");
}
