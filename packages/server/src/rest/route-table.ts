import { type PathTemplate, parsePathTemplate, type Segment } from "./path-template.ts";

/** What a path leads to. */
export interface RouteMatch<Target> {
  readonly target: Target;
  /** What the variables of its template are bound to, percent-decoded. */
  readonly variables: ReadonlyMap<string, string>;
}

/** A path that leads somewhere, though not by the method that was asked for. */
export interface OtherMethods {
  /** Those that it has, sorted. */
  readonly allowed: readonly string[];
  /** What the method that was asked for has there behind a colon, sorted. */
  readonly verbs: readonly string[];
}

interface Route<Target> {
  readonly template: PathTemplate;
  readonly target: Target;
}

interface Node<Target> {
  readonly literals: Map<string, Node<Target>>;
  variable: Node<Target> | undefined;
  /** By "METHOD verb". */
  readonly routes: Map<string, Route<Target>>;
}

/**
 * Finds what a method and a path lead to. Literals win over variables. The last colon of a path, written
 * as it is, begins a verb if a route of that method has that verb there; else, as `%3A` always, it belongs
 * to the segment: types of jobs may have colons.
 */
export class RouteTable<Target> {
  readonly #root: Node<Target> = emptyNode();

  /** @throws Error when there is such a route already, or `template` is none. */
  add(httpMethod: string, template: string, target: Target): void {
    const parsed = parsePathTemplate(template);
    let node = this.#root;
    for (const segment of parsed.segments) node = childOf(node, segment);
    const key = routeKey(httpMethod, parsed.verb);
    if (node.routes.has(key)) {
      throw new Error(`${httpMethod} ${template} leads to two methods; give one another path`);
    }
    node.routes.set(key, { template: parsed, target });
  }

  /**
   * @param path as the request has it, without its query.
   * @returns undefined when nothing is there.
   * @throws URIError when the path is not percent-encoded as it must be.
   */
  find(httpMethod: string, path: string): RouteMatch<Target> | OtherMethods | undefined {
    const raw = path.slice(1).split("/");
    const whole = { raw, verb: "" };
    const ways = [...splitVerb(raw), whole];
    for (const { raw, verb } of ways) {
      const key = routeKey(httpMethod, verb);
      const route = findNode(this.#root, raw, 0, (node) => node.routes.get(key));
      if (route !== undefined) return { target: route.target, variables: bind(route, raw) };
    }
    const allowed = new Set<string>();
    const verbs = new Set<string>();
    for (const { raw, verb } of ways) {
      findNode(this.#root, raw, 0, (node) => {
        for (const key of node.routes.keys()) {
          const [method = "", itsVerb = ""] = key.split(" ");
          if (itsVerb === verb) allowed.add(method);
          else if (method === httpMethod && itsVerb !== "") verbs.add(itsVerb);
        }
        return undefined;
      });
    }
    if (allowed.size === 0) return undefined;
    return { allowed: [...allowed].sort(), verbs: [...verbs].sort() };
  }
}

function emptyNode<Target>(): Node<Target> {
  return { literals: new Map(), variable: undefined, routes: new Map() };
}

function childOf<Target>(node: Node<Target>, segment: Segment): Node<Target> {
  if ("variable" in segment) {
    node.variable ??= emptyNode();
    return node.variable;
  }
  const known = node.literals.get(segment.literal);
  if (known !== undefined) return known;
  const child = emptyNode<Target>();
  node.literals.set(segment.literal, child);
  return child;
}

function routeKey(httpMethod: string, verb: string): string {
  return `${httpMethod} ${verb}`;
}

/** The path with what follows its last colon as a verb, if it has one. */
function splitVerb(raw: readonly string[]): { raw: readonly string[]; verb: string }[] {
  const last = raw.at(-1) ?? "";
  const colon = last.lastIndexOf(":");
  if (colon < 1) return [];
  return [{ raw: [...raw.slice(0, -1), last.slice(0, colon)], verb: last.slice(colon + 1) }];
}

/** The first that `look` finds at a node that `raw` leads to, literals before variables. */
function findNode<Target, Found>(
  node: Node<Target>,
  raw: readonly string[],
  depth: number,
  look: (node: Node<Target>) => Found | undefined,
): Found | undefined {
  const segment = raw[depth];
  if (segment === undefined) return look(node);
  if (segment === "") return undefined;
  const literal = node.literals.get(segment);
  const found = literal === undefined ? undefined : findNode(literal, raw, depth + 1, look);
  if (found !== undefined || node.variable === undefined) return found;
  return findNode(node.variable, raw, depth + 1, look);
}

function bind<Target>(
  { template }: Route<Target>,
  raw: readonly string[],
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  template.segments.forEach((segment, i) => {
    if ("variable" in segment)
      variables.set(segment.variable, decodeURIComponent(raw[i] as string));
  });
  return variables;
}
