import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";

/** Keeps the spans that end, in that order. */
export class Recorder {
  readonly spans: ReadableSpan[] = [];
  readonly provider = new TracerProvider({
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void this.spans.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });

  /** The one span of this name. */
  named(name: string): ReadableSpan {
    const found = this.spans.filter((span) => span.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${found.length} spans ${name}`);
    return first;
  }
}
