import type { ClientOperation } from "@millrace/client";
import { durationMs, keepAliveClock, type Operation } from "@millrace/core";
import type { Invocation } from "./command.ts";
import { matchedText } from "./output/operation-view.ts";

/** Waits until an operation has ended, the time is over or somebody interrupts; tells how far it is. */
export async function waitForOperation(
  operation: ClientOperation,
  { global, messages, io }: Pick<Invocation, "global" | "messages" | "io">,
): Promise<Operation> {
  const over = new AbortController();
  const stopTimer =
    global.timeout === undefined
      ? undefined
      : keepAliveClock.setTimer(durationMs(global.timeout), () => over.abort());
  let last: Operation = operation;
  try {
    const signal = AbortSignal.any([over.signal, io.signal]);
    last = await operation.wait({
      signal,
      onProgress: (now) => {
        last = now;
        messages.progress(progressOf(now));
      },
    });
  } catch (error) {
    if (!over.signal.aborted && !io.signal.aborted) throw error;
    messages.endProgress();
    messages.note(`it goes on: millrace operation stop ${operation.id} stops it`);
  } finally {
    stopTimer?.();
    messages.endProgress();
  }
  return last;
}

function progressOf(operation: Operation): string {
  const { state, done, skipped, failed } = operation;
  if (state === "COUNTING") return `counted ${matchedText(operation)}`;
  const others = [skipped > 0 && `${skipped} skipped`, failed > 0 && `${failed} failed`];
  const rest = others.filter(Boolean).join(", ");
  return `${state.toLowerCase()}: ${done} of ${matchedText(operation)}${rest && ` (${rest})`}`;
}
