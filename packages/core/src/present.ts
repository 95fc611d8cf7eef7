type Present<T> = { [Field in keyof T]: Exclude<T[Field], undefined> };

/** `object` without the fields that are `undefined`: the same request has one form only. */
export function present<T extends object>(object: T): Present<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
