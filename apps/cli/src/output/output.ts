import { styleText } from "node:util";
import type { FORMATS, GlobalOptions } from "../global-options.ts";
import type { Io } from "../io.ts";
import type { DataStream } from "./data-stream.ts";
import { cellText, checkFields, fieldAt, pickFields } from "./fields.ts";
import { JqFilter } from "./jq-filter.ts";
import { formatJson } from "./lossless-json.ts";
import { oneLine, printable } from "./printable.ts";
import { Shown } from "./shown.ts";
import { Table } from "./table.ts";
import type { Column, Detail, Style, View } from "./view.ts";

export type Format = (typeof FORMATS)[number];

/** How many rows a table waits for to know how wide its columns are. */
const MEASURED_ROWS = 1_000;

/** Prints data in the format that was asked for, and nothing else. */
export class Output {
  readonly format: Format;
  readonly shown: Shown;
  readonly #data: DataStream;
  /** Whether there are colours. */
  readonly color: boolean;
  readonly #fields: readonly string[] | undefined;
  readonly #jq: JqFilter | undefined;
  /** Of the terminal; what goes to a file or a program is never cut. */
  readonly #width: number | undefined;

  /** @throws CliError when there is a filter of jq, and a format that is no JSON. */
  constructor(data: DataStream, global: GlobalOptions, io: Pick<Io, "stdout" | "env">) {
    this.#jq = JqFilter.from(global);
    this.format = global.output ?? "table";
    this.#data = data;
    this.#fields = global.fields;
    this.#width = io.stdout.isTTY === true ? io.stdout.columns : undefined;
    this.color = hasColor(global, io);
    this.shown = new Shown(global.time ?? "relative");
  }

  /** Whether any of the fields is printed: what is not need not be read. */
  wants(...names: readonly string[]): boolean {
    const tops = this.#fields?.map((path) => path.split(".", 1)[0]);
    return tops?.some((name) => names.includes(name as string)) ?? false;
  }

  /** Bytes or text as they are. */
  async raw(data: string | Uint8Array): Promise<void> {
    await this.#data.write(data);
  }

  /** A part of a text; returns whether somebody still reads. */
  async write(data: string): Promise<boolean> {
    return await this.#data.write(data);
  }

  /** One item, by itself. */
  async item<Item>(item: Item, view: View<Item>): Promise<void> {
    if (this.#fields !== undefined) checkFields(this.#fields, view.fields);
    if (this.#jq !== undefined)
      return await this.raw(await this.#jq.apply(this.#picked(item, view)));
    switch (this.format) {
      case "none":
        return;
      case "id":
        return await this.raw(`${view.id(item)}\n`);
      case "json":
        return await this.raw(`${formatJson(this.#picked(item, view), 2)}\n`);
      case "jsonl":
        return await this.raw(`${formatJson(this.#picked(item, view))}\n`);
      case "yaml":
        return await this.raw((await import("yaml")).stringify(this.#picked(item, view)));
      case "table":
      case "wide":
        return await this.raw(this.#details(this.#detailsOf(item, view)));
    }
  }

  /**
   * Items in a list; with none, an empty one. With `live` each is printed as it comes.
   *
   * @returns how many there were.
   */
  async items<Item>(
    items: AsyncIterable<Item> | Iterable<Item>,
    view: View<Item>,
    { live = false } = {},
  ): Promise<number> {
    if (this.#fields !== undefined) checkFields(this.#fields, view.fields);
    const printer = await this.#printer(view, live);
    let printed = 0;
    try {
      for await (const item of items) {
        printed++;
        if (!(await this.#data.write(await printer.item(item)))) break;
      }
    } finally {
      // The document is whole also when the items end by an error.
      await this.#data.write(printer.end());
    }
    return printed;
  }

  async #printer<Item>(view: View<Item>, live: boolean): Promise<Printer<Item>> {
    const jq = this.#jq;
    if (jq !== undefined) {
      return { item: (item) => jq.apply(this.#picked(item, view)), end: () => "" };
    }
    switch (this.format) {
      case "none":
        return { item: () => "", end: () => "" };
      case "id":
        return { item: (item) => `${view.id(item)}\n`, end: () => "" };
      case "jsonl":
        return { item: (item) => `${formatJson(this.#picked(item, view))}\n`, end: () => "" };
      case "json":
        return jsonArray((item) => this.#picked(item, view));
      case "yaml": {
        const { stringify } = await import("yaml");
        let isEmpty = true;
        return {
          item: (item) => {
            isEmpty = false;
            return stringify([this.#picked(item, view)]);
          },
          end: () => (isEmpty ? "[]\n" : ""),
        };
      }
      case "table":
      case "wide":
        return this.#tableOf(this.#columnsOf(view), live);
    }
  }

  #tableOf<Item>(columns: readonly Column<Item>[], live: boolean): Printer<Item> {
    const table = new Table(columns);
    const header = table.header.map((text) => this.#styled(text, "bold"));
    let waiting: string[][] | undefined = [header];
    const flush = () => {
      const lines = waiting?.map((cells) => `${table.line(cells, this.#width)}\n`) ?? [];
      waiting = undefined;
      return lines.join("");
    };
    return {
      item: (item) => {
        const cells = columns.map(({ cell, style }) => {
          const text = oneLine(cell(item, this.shown));
          return this.#styled(text, style?.(item));
        });
        table.measure(cells);
        if (waiting === undefined) return `${table.line(cells, this.#width)}\n`;
        waiting.push(cells);
        return live || waiting.length > MEASURED_ROWS ? flush() : "";
      },
      // Without items there is nothing to head.
      end: () => (waiting === undefined || waiting.length === 1 ? "" : flush()),
    };
  }

  #columnsOf<Item>(view: View<Item>): readonly Column<Item>[] {
    if (this.#fields === undefined) {
      return view.columns.filter(({ wide = false }) => !wide || this.format === "wide");
    }
    return this.#fields.map((path) => ({
      header: path,
      cell: (item) => cellText(fieldAt(view.json(item), path)),
    }));
  }

  #detailsOf<Item>(item: Item, view: View<Item>): readonly Detail[] {
    if (this.#fields !== undefined || view.details === undefined) {
      return this.#columnsOf(view).map(({ header, cell, style }) => [
        this.#fields === undefined ? header.toLowerCase() : header,
        cell(item, this.shown),
        style?.(item),
      ]);
    }
    return view.details(item, this.shown, this.format === "wide");
  }

  #details(details: readonly Detail[]): string {
    const given = details.filter(([, text]) => text !== "");
    const width = Math.max(0, ...given.map(([label]) => label.length)) + 2;
    const lines = given.map(([label, text, style]) => {
      const shownLabel = this.#styled(label, "bold") + " ".repeat(width - label.length);
      const below = printable(text).replaceAll("\n", `\n${" ".repeat(width)}`);
      return `${shownLabel}${this.#styled(below, style)}\n`;
    });
    return lines.join("");
  }

  #styled(text: string, style: Style | undefined): string {
    if (style === undefined || !this.color) return text;
    return styleText(style, text, { validateStream: false });
  }

  #picked<Item>(item: Item, view: View<Item>): object {
    const json = view.json(item);
    return this.#fields === undefined ? json : pickFields(json, this.#fields);
  }
}

interface Printer<Item> {
  item(item: Item): string | Promise<string>;
  end(): string;
}

function jsonArray<Item>(toJson: (item: Item) => object): Printer<Item> {
  let isEmpty = true;
  return {
    item: (item) => {
      const before = isEmpty ? "[\n  " : ",\n  ";
      isEmpty = false;
      return before + formatJson(toJson(item), 2).replaceAll("\n", "\n  ");
    },
    end: () => (isEmpty ? "[]\n" : "\n]\n"),
  };
}

function hasColor({ color }: GlobalOptions, { stdout, env }: Pick<Io, "stdout" | "env">): boolean {
  if (color === "always" || color === "never") return color === "always";
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return stdout.isTTY === true && env["TERM"] !== "dumb";
}
