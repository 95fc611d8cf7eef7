import type { Metric } from "prom-client";
import type { FamilyOptions } from "./cell-family.ts";

export interface HistogramOptions extends FamilyOptions {
  /** The upper bounds of the buckets, rising; one for all the rest is added. */
  readonly buckets: readonly number[];
}

type Labels = Readonly<Record<string, string>>;

/** One series of a histogram. */
export class HistogramCell {
  readonly #bounds: readonly number[];
  /** How many observations each bucket has alone, the last one being for what exceeds them all. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let i = 0;
    while (i < bounds.length && value > (bounds[i] as number)) i++;
    (this.#counts[i] as number)++;
    this.#sum += value;
  }

  get sum(): number {
    return this.#sum;
  }

  /** How many observations are at most each bound, and how many there are at all, which comes last. */
  cumulative(): number[] {
    let total = 0;
    return Array.from(this.#counts, (count) => {
      total += count;
      return total;
    });
  }

  reset(): void {
    this.#counts.fill(0);
    this.#sum = 0;
  }
}

/** A histogram whose series are looked up once: see `CellCounter`. */
export class CellHistogram {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly type = "histogram";
  readonly aggregator = "sum";
  readonly #bounds: readonly number[];
  readonly #cells: { readonly labels: Labels; readonly cell: HistogramCell }[] = [];

  constructor({ name, help, labelNames, register, buckets }: HistogramOptions) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
    this.#bounds = buckets;
    register.registerMetric(this as unknown as Metric);
  }

  /** A new series; `labels` are those of no other one. It is shown once it has an observation. */
  cell(labels: Labels): HistogramCell {
    const cell = new HistogramCell(this.#bounds);
    this.#cells.push({ labels, cell });
    return cell;
  }

  /** What a registry shows of it. */
  async get() {
    const { name, help, type, aggregator } = this;
    const values = this.#cells.flatMap(({ labels, cell }) => this.#valuesOf(labels, cell));
    return { name, help, type, aggregator, values };
  }

  reset(): void {
    for (const { cell } of this.#cells) cell.reset();
  }

  #valuesOf(labels: Labels, cell: HistogramCell) {
    const counts = cell.cumulative();
    const total = counts.at(-1) ?? 0;
    if (total === 0) return [];
    const buckets = counts.map((value, i) => ({
      metricName: `${this.name}_bucket`,
      labels: { ...labels, le: String(this.#bounds[i] ?? "+Inf") },
      value,
    }));
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: cell.sum },
      { metricName: `${this.name}_count`, labels, value: total },
    ];
  }
}
