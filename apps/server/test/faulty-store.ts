import type { Store } from "@millrace/core";

/** A call of the store, by the name of the port's method. */
export type Operation = Exclude<keyof Store, "kind" | "onCancelRequested">;

export interface Faults {
  /** Awaited ahead of each call: it throws, delays or does nothing. */
  readonly before?: (operation: Operation, args: readonly unknown[]) => void | Promise<void>;
  /** Awaited when the store has done its work, ahead of the answer. Not called for watch. */
  readonly after?: (operation: Operation) => void | Promise<void>;
}

/** `store`, with faults. */
export function faultyStore(store: Store, { before, after }: Faults): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const operation = name as Operation | "onCancelRequested";
      if (operation === "onCancelRequested") return value.bind(target);
      if (operation === "watch") return watch;
      return async (...args: unknown[]) => {
        await before?.(operation, args);
        const answer = await (Reflect.apply(value, target, args) as Promise<unknown>);
        await after?.(operation);
        return answer;
      };
    },
  });

  async function* watch(...args: Parameters<Store["watch"]>) {
    await before?.("watch", args);
    yield* store.watch(...args);
  }
}
