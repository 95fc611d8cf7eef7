import {
  type CelEnv,
  type CelResult,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celList,
  isCelList,
  isCelMap,
  listType,
} from "@bufbuild/cel";

/** The most that an evaluation may cost: a call costs 1, and what it reads of lists and texts besides. */
const MAX_COST = 1_000_000;
const CHARACTERS_A_COST = 16;

let spent = 0;

/** Begins an evaluation. It is never interrupted by another one, as none of it waits. */
export function startMeter(): void {
  spent = 0;
}

/** Has the evaluation pay. @throws Error once it is over its limit. */
export function pay(cost: number): void {
  spent += cost;
  if (spent > MAX_COST) {
    throw new Error(
      `takes more than ${MAX_COST.toLocaleString("en-US")} steps; have it look at less`,
    );
  }
}

/** Adds to the list that a comprehension builds, which nothing else holds yet: adding takes as long as the item. */
export const APPEND = "@append";
/** Stands around each list that a comprehension goes through, so that its steps are paid for. */
export const EACH = "@each";

const growing = new WeakMap<object, unknown[]>();
const LIST = listType(CelScalar.DYN);

const append = celFunc(APPEND, [LIST, LIST], LIST, (list, added) => {
  const items = growing.get(list);
  if (items !== undefined) {
    items.push(...added);
    return list;
  }
  const fresh = [...list, ...added];
  const grown = celList(fresh);
  growing.set(grown, fresh);
  return grown;
});

const each = celFunc(EACH, [CelScalar.DYN], CelScalar.DYN, (range) => range);

const { DOUBLE } = CelScalar;

const plain = celEnv({
  funcs: [append, each, celFunc("_%_", [DOUBLE, DOUBLE], DOUBLE, (left, right) => left % right)],
});

type Func = NonNullable<ReturnType<CelEnv["funcs"]["find"]>>;

const metered = new Map<string, Func>();

function find(name: string): Func | undefined {
  const known = metered.get(name);
  if (known !== undefined) return known;
  const func = plain.funcs.find(name);
  if (func === undefined) return undefined;
  const charged = charging(name, func);
  metered.set(name, charged);
  return charged;
}

/** `func`, which pays for each call. */
function charging(name: string, func: Func): Func {
  const isComparison = name === "_==_" || name === "_!=_" || name === "@in";
  const weigh = isComparison ? deepWeight : weight;
  const call: Func["call"] = (id, target, args) => {
    let cost = 1;
    if (name !== APPEND) {
      for (const arg of args) cost += weigh(arg);
      if (target !== undefined) cost += weigh(target);
    }
    pay(cost);
    return asDouble(func.call(id, target, args));
  };
  return Object.create(func, { call: { value: call } }) as Func;
}

/** A result in the one kind of number that JSON has. */
function asDouble(result: CelResult | undefined): CelResult | undefined {
  return typeof result === "bigint" ? Number(result) : result;
}

function weight(value: CelValue): number {
  if (typeof value === "string") return value.length / CHARACTERS_A_COST;
  return isCelList(value) || isCelMap(value) ? value.size : 0;
}

/** What a comparison reads at most. */
function deepWeight(value: CelValue): number {
  if (!isCelList(value) && !isCelMap(value)) return weight(value);
  let sum = value.size;
  for (const item of value.values()) {
    sum += deepWeight(item);
    if (sum > MAX_COST) break;
  }
  return sum;
}

/** The functions of expressions, each of which pays for what it does. */
export const CEL: CelEnv = Object.create(plain, {
  funcs: { value: Object.create(plain.funcs, { find: { value: find } }) },
}) as CelEnv;
