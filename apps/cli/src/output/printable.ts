/** A text of a job in one line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s*[\n\t]\s*/g, " ");
}

/** What a job holds must not move the cursor, change colours, or write the title of the window. */
export function printable(text: string): string {
  return text.replaceAll(CONTROLS, (control) => {
    return `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
