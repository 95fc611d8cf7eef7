import type { Metric, Registry } from "prom-client";

/** One series of a counter. */
export interface CounterCell {
  value: number;
}

export interface FamilyOptions {
  readonly name: string;
  /** One sentence, without its period. */
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly register: Registry;
}

type Labels = Readonly<Record<string, string>>;

/**
 * A counter whose series are looked up once and then counted by a number: prom-client's own builds a
 * text of the labels each time, which costs more than what is counted.
 */
export class CellCounter {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly type = "counter";
  readonly aggregator = "sum";
  readonly #cells: { readonly labels: Labels; readonly cell: CounterCell }[] = [];

  constructor({ name, help, labelNames, register }: FamilyOptions) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
    // A registry asks no more of a metric than its name and `get`.
    register.registerMetric(this as unknown as Metric);
  }

  /** A new series, which begins with 0; `labels` are those of no other one. */
  cell(labels: Labels): CounterCell {
    const cell = { value: 0 };
    this.#cells.push({ labels, cell });
    return cell;
  }

  /** What a registry shows of it. */
  async get() {
    const { name, help, type, aggregator } = this;
    const values = this.#cells.map(({ labels, cell }) => ({ labels, value: cell.value }));
    return { name, help, type, aggregator, values };
  }

  reset(): void {
    for (const { cell } of this.#cells) cell.value = 0;
  }
}
