/** What holds the jobs, as a process that can be killed, frozen and started again over its data. */
export interface Engine extends AsyncDisposable {
  /** What the process is, in a sentence: `Redis`, `the server`. */
  readonly what: string;
  /** Where producers and workers reach it. */
  readonly url: string;
  /** Starts it over the data that it has left; resolves when it serves. */
  start(): Promise<void>;
  /** Ends it; SIGTERM lets it close its files. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** One kind of engine. */
export interface EngineKind {
  /** For people: store, and how it keeps its jobs. */
  readonly name: string;
  /** Why it cannot be started here, or `undefined` when it can. */
  readonly missing: string | undefined;
  open(): Promise<Engine>;
}
