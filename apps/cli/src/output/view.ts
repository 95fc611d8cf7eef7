import type { Shown } from "./shown.ts";
import type { TableColumn } from "./table.ts";

export interface Column<Item> extends TableColumn {
  /** Only the format `wide` has it. */
  readonly wide?: boolean;
  readonly cell: (item: Item, shown: Shown) => string;
  readonly style?: (item: Item) => Style | undefined;
}

/** A part of an item that is shown by itself: one line, or several. An empty one is left out. */
export type Detail = readonly [label: string, text: string, style?: Style | undefined];

/** How a text looks where there are colours. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan" | "gray";

/** How items of a kind are printed, in every format. */
export interface View<Item> {
  readonly columns: readonly Column<Item>[];
  /** The names of the fields of {@link json}. */
  readonly fields: readonly string[];
  /** What names the item. */
  id(item: Item): string;
  /** What JSON and YAML have of it. */
  json(item: Item): object;
  /** What is shown of one item alone. Defaults to its columns. */
  details?(item: Item, shown: Shown, wide: boolean): readonly Detail[];
}
