/** A block of code of a page. */
export interface Block {
  /** Of its first line. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ index, 1: language, 2: code }) => ({
    line: page.slice(0, index).split("\n").length + 1,
    language: language as string,
    code: code as string,
  }));
}

/** The commands of a block for a shell; a backslash at the end of a line continues it. */
export function commandsOf({ code }: Block): string[] {
  return code
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
