import { MillraceError } from "@millrace/core";

/** What answers every call by a promise, so that nobody notices what happens before. */
type Calls<Part> = { readonly [Method in keyof Part]: (...args: never[]) => Promise<unknown> };

/**
 * A part of the client whose code is loaded by its first call, so that pages that never call it do without.
 * A load that fails is that call's error, and the next call tries again.
 *
 * @param methods all that the part has.
 * @param load imports the module of the part, and makes it.
 */
export function lazyPart<Part extends Calls<Part>>(
  methods: Readonly<Record<keyof Part, true>>,
  load: () => Promise<Part>,
): Pick<Part, keyof Part> {
  let loading: Promise<Part> | undefined;
  const loaded = () => {
    loading ??= load().catch((cause) => {
      loading = undefined;
      throw notLoaded(cause);
    });
    return loading;
  };
  const names = Object.keys(methods) as (keyof Part)[];
  const calls = names.map((name) => [
    name,
    async (...args: never[]) => (await loaded())[name](...args),
  ]);
  return Object.fromEntries(calls) as Pick<Part, keyof Part>;
}

function notLoaded(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(
    "UNAVAILABLE",
    `a part of the client cannot be loaded: ${reason}; a page that is older than the files of its web server has to be loaded anew`,
    { cause },
  );
}
