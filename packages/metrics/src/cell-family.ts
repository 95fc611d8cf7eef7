import type { Metric, Registry } from "prom-client";

/** One series of a counter or a gauge. */
export interface Cell {
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
 * A family whose series are looked up once and then changed by a number: prom-client's own build a
 * text of the labels each time, which costs more than what is counted.
 */
abstract class CellFamily {
  abstract readonly type: "counter" | "gauge";
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly aggregator = "sum";
  readonly #cells: { readonly labels: Labels; readonly cell: Cell }[] = [];

  constructor({ name, help, labelNames, register }: FamilyOptions) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
    // A registry asks no more of a metric than its name and `get`.
    register.registerMetric(this as unknown as Metric);
  }

  /** A new series, which begins with 0; `labels` are those of no other one. */
  cell(labels: Labels): Cell {
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

export class CellCounter extends CellFamily {
  readonly type = "counter";
}

export class CellGauge extends CellFamily {
  readonly type = "gauge";
  readonly #collect: (() => void) | undefined;

  /** @param options `collect` is called before the series are shown, to bring them up to date. */
  constructor(options: FamilyOptions & { readonly collect?: () => void }) {
    super(options);
    this.#collect = options.collect;
  }

  override get(): ReturnType<CellFamily["get"]> {
    this.#collect?.();
    return super.get();
  }
}
