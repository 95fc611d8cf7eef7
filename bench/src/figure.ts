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
  readonly peer: number;
  readonly peerName: string;
  readonly bar?: Bar;
  /** How it was measured. */
  readonly note: string;
}

export const ratioOf = ({ millrace, peer }: Figure): number => millrace / peer;

/** Whether the ratio is as wanted; `undefined` when nothing is. */
export function meetsBar(figure: Figure): boolean | undefined {
  const { bar } = figure;
  if (bar === undefined) return undefined;
  return bar.kind === "at least" ? ratioOf(figure) >= bar.ratio : ratioOf(figure) <= bar.ratio;
}
