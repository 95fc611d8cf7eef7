import stringWidth from "string-width";

export interface TableColumn {
  readonly header: string;
  /** Numbers stand on the right. */
  readonly alignRight?: boolean;
}

const GAP = "  ";

/** Lays rows out in columns that are as wide as their widest cell so far. */
export class Table {
  readonly #columns: readonly TableColumn[];
  readonly #widths: number[];

  constructor(columns: readonly TableColumn[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ header }) => stringWidth(header));
  }

  get header(): string[] {
    return this.#columns.map(({ header }) => header);
  }

  /** Makes room for the cells of a row. */
  measure(cells: readonly string[]): void {
    cells.forEach((cell, place) => {
      this.#widths[place] = Math.max(this.#widths[place] ?? 0, stringWidth(cell));
    });
  }

  /** The line of a row; `width` is that of a terminal, which cuts off what goes beyond it. */
  line(cells: readonly string[], width = Number.POSITIVE_INFINITY): string {
    const padded = cells.map((cell, place) => {
      const pad = " ".repeat(Math.max(0, (this.#widths[place] ?? 0) - stringWidth(cell)));
      return this.#columns[place]?.alignRight === true ? pad + cell : cell + pad;
    });
    return cut(padded.join(GAP).trimEnd(), width);
  }
}

/** `text` in `width` columns, with an ellipsis where it was cut. */
export function cut(text: string, width: number): string {
  if (width === Number.POSITIVE_INFINITY || stringWidth(text) <= width) return text;
  let room = width - 1;
  let kept = "";
  // Colours have no width, and must not be cut within: the end of the last one is kept.
  for (const part of text.split(ESCAPE)) {
    if (part.startsWith("\u001b")) {
      kept += part;
      continue;
    }
    for (const { segment } of graphemes.segment(part)) {
      const wide = stringWidth(segment);
      if (wide > room) {
        room = -1;
        break;
      }
      room -= wide;
      kept += segment;
    }
    if (room < 0) break;
  }
  return `${kept}…${kept.includes("\u001b") ? "\u001b[0m" : ""}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what begins a colour is one.
const ESCAPE = /(\u001b\[[0-9;]*m)/;
const graphemes = new Intl.Segmenter();
