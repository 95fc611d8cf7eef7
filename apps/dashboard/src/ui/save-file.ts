/** Has the browser save `content` as a file. */
export function saveFile(name: string, content: string | Uint8Array, type = ""): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob([typeof content === "string" ? content : new Uint8Array(content)], { type }),
  );
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
