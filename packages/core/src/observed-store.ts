import type { JobSource } from "./job-source.ts";
import { type ErrorCode, MillraceError } from "./millrace-error.ts";
import type { Store } from "./store.ts";

/** The methods of a store that take time; `watch` is a call from its first event on to its end. */
export type StoreCallName = Exclude<keyof Store, "kind" | "batchSize" | "onCancelRequested">;

/** A call of a store, or of a source of jobs, that begins. */
export type StoreCall = {
  readonly [Name in StoreCallName]: {
    readonly name: Name;
    readonly args: Readonly<Parameters<Store[Name]>>;
    /** How many jobs, leases or settlements it brings; 0 for a call without a list. */
    readonly items: number;
  };
}[StoreCallName];

/** How a call has ended. */
export interface CallEnd {
  /** Why it has failed as a whole; absent when it has not. What is no MillraceError is `INTERNAL`. */
  readonly code?: ErrorCode;
  /** How many jobs, leases or results its answer lists, or events a watch has told of; else 0. */
  readonly items: number;
  /** What it answers, as its method does; absent when it has failed, and of a watch. */
  readonly answer?: unknown;
}

/** Called as each call begins; what it returns is called once, at the call's end. */
export type ObserveCall = (call: StoreCall) => (end: CallEnd) => void;

const CALLS: Readonly<Record<StoreCallName, true>> = {
  ready: true,
  warnings: true,
  enqueue: true,
  get: true,
  list: true,
  watch: true,
  cancel: true,
  redrive: true,
  delete: true,
  lease: true,
  extend: true,
  settle: true,
  maintain: true,
  holdRole: true,
  releaseRole: true,
  ping: true,
  close: true,
};

/**
 * `source`, a store or any other source of jobs, each of whose calls is observed: for metrics and
 * spans. `observe` must not throw, and is called within the call, so what it sets for asynchronous
 * work (as `AsyncLocalStorage.enterWith` does) holds for the call. Whoever observes nothing leaves
 * this out, at no cost.
 */
export function observed<Source extends JobSource>(source: Source, observe: ObserveCall): Source {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(source, {
    get(target, name) {
      const known = methods.get(name);
      if (known !== undefined) return known;
      // Of the target itself: its private fields are not those of the proxy.
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const method = observedMethod(target, name, value as Method, observe);
      methods.set(name, method);
      return method;
    },
  });
}

type Method = (...args: readonly unknown[]) => unknown;

function observedMethod(
  target: object,
  name: PropertyKey,
  method: Method,
  observe: ObserveCall,
): Method {
  const bound = method.bind(target) as Method;
  if (!Object.hasOwn(CALLS, name)) return bound;
  const call = name as StoreCallName;
  if (call === "watch") return (...args) => observedStream(args, bound(...args), observe);
  return async (...args) => {
    const end = observe({ name: call, args, items: itemsOf(args[0]) } as StoreCall);
    try {
      const answer = await bound(...args);
      end({ items: itemsOf(answer), answer });
      return answer;
    } catch (error) {
      end({ code: codeOf(error), items: 0 });
      throw error;
    }
  };
}

async function* observedStream(
  args: readonly unknown[],
  events: unknown,
  observe: ObserveCall,
): AsyncGenerator<unknown> {
  const end = observe({ name: "watch", args, items: 0 } as StoreCall);
  let items = 0;
  let code: ErrorCode | undefined;
  try {
    for await (const event of events as AsyncIterable<unknown>) {
      items++;
      yield event;
    }
  } catch (error) {
    code = codeOf(error);
    throw error;
  } finally {
    end({ items, ...(code !== undefined && { code }) });
  }
}

/** How long the list is, or the page of jobs. */
function itemsOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  const { jobs } = (value ?? {}) as { readonly jobs?: unknown };
  return Array.isArray(jobs) ? jobs.length : 0;
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof MillraceError ? error.code : "INTERNAL";
}
