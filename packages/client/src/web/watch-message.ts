import { type ErrorCode, type FieldViolation, type JobEvent, MillraceError } from "@millrace/core";

/** What a tab says to the worker that watches for all tabs. */
export type TabMessage =
  | {
      readonly kind: "watch";
      /** The tab's own number of the watch, which all that belongs to it carries. */
      readonly watch: number;
      readonly id: string;
      readonly afterSequence: number;
    }
  | { readonly kind: "leave"; readonly watch: number }
  /** The tab is there; the worker answers. */
  | { readonly kind: "ping" }
  /** The tab goes away, with all its watches. */
  | { readonly kind: "bye" };

/** What the worker says to a tab. */
export type WorkerMessage =
  | { readonly kind: "event"; readonly watch: number; readonly event: JobEvent }
  /** The watch is over, or begins anew by another one. */
  | { readonly kind: "end"; readonly watch: number }
  | { readonly kind: "error"; readonly watch: number; readonly error: PlainError }
  | { readonly kind: "pong" };

/** An error as it passes between threads, which would make a plain Error of it. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly violations: readonly FieldViolation[];
}

export function plainError(error: unknown): PlainError {
  const { code, message, violations } =
    error instanceof MillraceError ? error : new MillraceError("INTERNAL", String(error));
  return { code, message, violations };
}

export function fromPlainError({ code, message, violations }: PlainError): MillraceError {
  return new MillraceError(code, message, { violations });
}

/** One end of the channel between a tab and the worker: a MessagePort. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
}
