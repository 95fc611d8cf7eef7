const SECRET = /pass|pwd|secret|token|credential|(^|[-_])(api|access|private)?[-_]?key$/i;

/** `url` with `***` for its password, and for each parameter whose name says that it is a secret. */
export function showUrl(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  const secrets = [...shown.searchParams.keys()].filter((name) => SECRET.test(name));
  for (const name of secrets) shown.searchParams.set(name, "***");
  return shown.href;
}
