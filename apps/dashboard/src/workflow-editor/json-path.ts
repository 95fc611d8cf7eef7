/** Names of fields and places in lists, from the outside in. */
export type JsonPath = readonly (string | number)[];

const SEGMENT = /^(?:\.?([a-zA-Z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/;

/** The path that a violation names, such as `steps.ship.after[0]` or `steps["a-b"].when`, as far as it can be read. */
export function readPath(field: string): JsonPath {
  const path: (string | number)[] = [];
  let rest = field;
  while (rest !== "") {
    const [whole, name, index, quoted] = SEGMENT.exec(rest) ?? [];
    if (whole === undefined) break;
    if (name !== undefined) path.push(name);
    else if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(JSON.parse(quoted) as string);
    rest = rest.slice(whole.length);
  }
  return path;
}
