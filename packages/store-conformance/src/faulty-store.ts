import type { JobSource, StoreCallName } from "@millrace/core";

/** Makes a call, with the arguments that it is given, each time that it is called. */
export type SendCall = (...args: readonly unknown[]) => Promise<unknown>;

/** What goes wrong with the calls of a store. */
export interface Faults {
  /** Awaited ahead of each call: it throws, delays or does nothing. */
  readonly before?: (name: StoreCallName, args: readonly unknown[]) => void | Promise<void>;
  /** Awaited when a call has taken effect, ahead of its answer. Not called for a watch. */
  readonly after?: (name: StoreCallName) => void | Promise<void>;
  /**
   * Carries a call, as a network does: it may lose the call or its answer, or make it late or twice.
   * Not called for a watch. Defaults to making it once.
   */
  readonly carry?: (
    name: StoreCallName,
    args: readonly unknown[],
    send: SendCall,
  ) => Promise<unknown>;
  /** Carries the notice of a cancel to its listener. Defaults to at once. */
  readonly notify?: (deliver: () => void) => void;
}

/** `store`, or any other source of jobs, with faults; how it keeps its contract otherwise is its own. */
export function faultyStore<Source extends JobSource>(store: Source, faults: Faults): Source {
  return withFaults(store, "", faults);
}

/** `prefix` is what the names of its calls begin with. */
function withFaults<Target extends object>(inner: Target, prefix: string, faults: Faults): Target {
  return new Proxy(inner, {
    get(target, name) {
      // Of the target itself: its private fields are not those of the proxy.
      const value: unknown = Reflect.get(target, name, target);
      if (name === "queues") return withFaults(value as object, "queues.", faults);
      if (typeof value !== "function") return value;
      const call = `${prefix}${String(name)}` as StoreCallName | "onCancelRequested";
      const method = value.bind(target) as Method;
      if (call === "onCancelRequested") return listening(method, faults);
      // It answers at once, by how to listen no more.
      if (name === "onRoleReleased") return method;
      return call === "watch" ? watching(method, faults) : calling(call, method, faults);
    },
  });
}

type Method = (...args: readonly unknown[]) => unknown;

function calling(name: StoreCallName, method: Method, { before, after, carry }: Faults): SendCall {
  const send: SendCall = async (...args) => {
    await before?.(name, args);
    const answer = await method(...args);
    await after?.(name);
    return answer;
  };
  return carry === undefined ? send : async (...args) => carry(name, args, send);
}

function watching(method: Method, { before }: Faults) {
  return async function* (...args: readonly unknown[]): AsyncGenerator<unknown> {
    await before?.("watch", args);
    yield* method(...args) as AsyncIterable<unknown>;
  };
}

function listening(method: Method, { notify = (deliver) => deliver() }: Faults) {
  return (listener: (jobId: string) => void) =>
    method((jobId: string) => notify(() => listener(jobId)));
}
