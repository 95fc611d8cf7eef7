/**
 * Has `instanceof` of `type` recognise what another copy of its package made as well: a monorepo,
 * a bundle or a linked package easily loads two, and a class is another one in each. Subclasses
 * go by their prototype, as ever.
 *
 * @param name tells the classes of Millrace apart, and must not change from version to version.
 */
export function brand(type: { readonly prototype: object }, name: string): void {
  const mark = Symbol.for(`millrace.${name}`);
  Object.defineProperty(type.prototype, mark, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== type) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === "object" && value !== null && mark in value;
    },
  });
}
