import { FieldCheck, type FieldNames } from "./field-check.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";

/** What every store can be told. */
export interface LimitOptions {
  /** Defaults to `DEFAULT_LIMITS`, field by field. */
  readonly limits?: Partial<Limits> | undefined;
}

const LIMITS: FieldNames<Limits> = {
  payloadBytes: true,
  resultBytes: true,
  batchJobs: true,
  metadataEntries: true,
  metadataBytes: true,
};

/**
 * The limits that `options` of a store set, with their defaults.
 *
 * @param names every option of the store.
 * @param store what the options are of, for example "a RedisStore".
 * @param times those of the options that are milliseconds.
 * @throws MillraceError `INVALID_ARGUMENT` when an option or a limit is not known, or one that is a
 *   number is none.
 */
export function checkStoreOptions<Options extends LimitOptions>(
  options: Options,
  names: FieldNames<Options>,
  store: string,
  times: readonly (keyof Options & string)[] = [],
): Limits {
  const check = new FieldCheck();
  const limits = { ...DEFAULT_LIMITS };
  if (!check.only(options, names, store)) check.throwIfInvalid(`cannot open ${store}`);
  for (const name of times) {
    const ms = options[name];
    if (ms !== undefined) check.number(name, ms as number, 1, Number.MAX_SAFE_INTEGER);
  }
  if (options.limits !== undefined && check.only(options.limits, LIMITS, "the limits", "limits")) {
    for (const name of Object.keys(LIMITS) as (keyof Limits)[]) {
      const limit = options.limits[name];
      if (limit === undefined) continue;
      check.integer(`limits.${name}`, limit, 0, Number.MAX_SAFE_INTEGER);
      Object.assign(limits, { [name]: limit });
    }
  }
  check.throwIfInvalid(`cannot open ${store}`);
  return limits;
}
