/** Copies a text, also where the page came by plain HTTP and browsers offer no clipboard. */
export async function copyText(text: string): Promise<void> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard !== undefined) return await clipboard.writeText(text);
  // A field would change ends of lines: it is only there because something must be selected.
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const area = document.createElement("textarea");
  area.value = "copied";
  // Within an open dialog, or else nothing outside of that can be selected.
  const home = document.querySelector("dialog[open]") ?? document.body;
  home.append(area);
  area.select();
  document.addEventListener("copy", put, { capture: true });
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", put, { capture: true });
  area.remove();
  if (!isCopied) throw new Error("this browser lets no page copy; select the text instead");
}
