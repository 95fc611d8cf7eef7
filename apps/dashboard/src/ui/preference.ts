import { useSyncExternalStore } from "react";

/** Something that this browser remembers of whoever looks, shared by all parts of the page. */
export class Preference<Value extends string> {
  readonly #key: string;
  readonly #values: readonly Value[];
  readonly #listeners = new Set<() => void>();
  #value: Value;

  /** @param values what it can be, the default first. */
  constructor(key: string, values: readonly [Value, ...Value[]]) {
    this.#key = `millrace.${key}`;
    this.#values = values;
    this.#value = this.#stored() ?? values[0];
    // Another tab has changed it.
    addEventListener("storage", ({ key: changed }) => {
      if (changed === this.#key) this.#put(this.#stored() ?? values[0]);
    });
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    try {
      localStorage.setItem(this.#key, value);
    } catch {
      // It holds for this page alone.
    }
    this.#put(value);
  }

  /** The one after the present one, and after the last one the first. */
  next(): void {
    const at = this.#values.indexOf(this.#value);
    this.set(this.#values[(at + 1) % this.#values.length] as Value);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #put(value: Value): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  #stored(): Value | undefined {
    try {
      const stored = localStorage.getItem(this.#key);
      return this.#values.find((value) => value === stored);
    } catch {
      return undefined;
    }
  }
}

export function usePreference<Value extends string>(preference: Preference<Value>): Value {
  return useSyncExternalStore(preference.subscribe, () => preference.value);
}
