/** What is wanted of a ratio, Millrace to its peer. */
export interface Bar {
  readonly kind: "at least" | "at most";
  readonly ratio: number;
}

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly millrace: number;
  /** Absent where there is no peer to compare with. */
  readonly peer?: number;
  readonly peerName?: string;
  readonly bar?: Bar;
  /** What is wanted of the figure itself, where there is no peer. */
  readonly atLeast?: number;
  /** How it was measured. */
  readonly note: string;
}

/** Millrace to its peer; `undefined` without a peer. */
export function ratioOf({ millrace, peer }: Figure): number | undefined {
  return peer === undefined ? undefined : millrace / peer;
}

/** Whether the ratio, or the figure itself, is as wanted; `undefined` when nothing is. */
export function meetsBar(figure: Figure): boolean | undefined {
  const { bar, atLeast, millrace } = figure;
  if (atLeast !== undefined) return millrace >= atLeast;
  const ratio = ratioOf(figure);
  if (bar === undefined || ratio === undefined) return undefined;
  return bar.kind === "at least" ? ratio >= bar.ratio : ratio <= bar.ratio;
}
