import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

/** A file as it is sent. */
export interface DashboardFile {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** How the body is compressed; undefined when it is not. */
  readonly encoding: string | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The best first. */
const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/**
 * The files of a dashboard that was built into a folder. Only names that were there when it was opened are
 * served, so that no request can name another file; each is read when it is first asked for.
 */
export class DashboardFiles {
  readonly #folder: string;
  readonly #names: ReadonlySet<string>;
  readonly #read = new Map<string, Uint8Array>();
  #index: string | undefined;

  private constructor(folder: string, names: ReadonlySet<string>) {
    this.#folder = folder;
    this.#names = names;
  }

  /** Undefined when nothing was built into the folder. */
  static open(folder: string): DashboardFiles | undefined {
    if (!existsSync(join(folder, "index.html"))) return undefined;
    return new DashboardFiles(folder, new Set(readdirSync(join(folder, "assets"))));
  }

  /** The page, in which `settings` is what the server tells it. */
  index(up: string, settings: object): string {
    this.#index ??= readFileSync(join(this.#folder, "index.html"), "utf8");
    return this.#index
      .replaceAll('"./', `"${up}`)
      .replace('content="{}"', () => `content="${escaped(JSON.stringify(settings))}"`);
  }

  /** A file of its assets, in the best encoding that `accepted` names. */
  asset(name: string, accepted: string): DashboardFile | undefined {
    const contentType = TYPES[extname(name)];
    if (contentType === undefined || !this.#names.has(name)) return undefined;
    const encodings = accepted.split(",").map((one) => one.split(";", 1)[0]?.trim());
    for (const [encoding, ending] of ENCODINGS) {
      if (!encodings.includes(encoding) || !this.#names.has(name + ending)) continue;
      return { contentType, encoding, body: this.#bytes(name + ending) };
    }
    return { contentType, encoding: undefined, body: this.#bytes(name) };
  }

  #bytes(name: string): Uint8Array {
    let bytes = this.#read.get(name);
    if (bytes === undefined) {
      bytes = readFileSync(join(this.#folder, "assets", name));
      this.#read.set(name, bytes);
    }
    return bytes;
  }
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
