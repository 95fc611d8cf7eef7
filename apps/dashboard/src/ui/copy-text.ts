/** Copies a text, also where the page came by plain HTTP and browsers offer no clipboard. */
export async function copyText(text: string): Promise<void> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard !== undefined) return await clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  // Within an open dialog, or else nothing outside of that can be selected.
  const home = document.querySelector("dialog[open]") ?? document.body;
  home.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error("this browser lets no page copy; select the text instead");
}
