/**
 * Makes `instanceof` of `type` also recognise the instances of another copy of its package: a monorepo,
 * a bundle or a linked package easily loads two copies, and each has a class of its own. For subclasses,
 * `instanceof` goes by the prototype as usual.
 *
 * @param name identifies the class; it must stay the same from version to version.
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
