/** The words of a line as a shell reads it: with quotes, and with `$NAME` from `variables`. */
export function shellWords(line: string, variables: Readonly<Record<string, string>>): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"|\$(\w+)/g, (whole, single, double, name) => {
      if (name === undefined) return single ?? double;
      const value = variables[name];
      if (value === undefined) throw new Error(`${whole} in ${line} has no value`);
      return value;
    }),
  );
}
