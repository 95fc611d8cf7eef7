/** The domain's names of an enum's numbers on the wire: `wires` the other way round. */
export function namesOf<Name extends string>(
  wires: Readonly<Record<Name, number>>,
): ReadonlyMap<number, Name> {
  const names = Object.keys(wires) as Name[];
  return new Map(names.map((name) => [wires[name], name]));
}
