/**
 * A message of one list that is made of the domain's values when somebody first looks at its items. What
 * goes from the values to bytes, or back, does without: see `writeAnswer` and `readMessage`.
 */
export abstract class ListAnswer<Value, Item> {
  #values: readonly Value[] | undefined;
  #items: Item[] = [];

  constructor(values: readonly Value[]) {
    this.#values = values;
  }

  /** Undefined once the items were looked at: they may have been changed. */
  get values(): readonly Value[] | undefined {
    return this.#values;
  }

  protected get items(): Item[] {
    if (this.#values !== undefined) this.items = this.#values.map((value) => this.encode(value));
    return this.#items;
  }

  protected set items(items: Item[]) {
    this.#values = undefined;
    this.#items = items;
  }

  protected abstract encode(value: Value): Item;
}

/** What `answer` was made or read of; `undefined` for a message of protobuf's own. */
export function valuesOf<Value>(answer: object): readonly Value[] | undefined {
  return answer instanceof ListAnswer ? answer.values : undefined;
}
