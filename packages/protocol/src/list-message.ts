/**
 * A message of one list that is made of the domain's values when somebody first looks at its items. What
 * goes from the values to bytes, or back, does without: see `writePlain` and `readPlain`.
 */
export abstract class ListMessage<Value, Item> {
  #values: readonly Value[] | undefined;
  #items: Item[] = [];

  constructor(values: readonly Value[]) {
    this.#values = values;
  }

  /** Undefined once the items were looked at: they may have been changed. */
  get values(): readonly Value[] | undefined {
    return this.#values;
  }

  protected get list(): Item[] {
    if (this.#values !== undefined) this.list = this.#values.map((value) => this.encode(value));
    return this.#items;
  }

  protected set list(items: Item[]) {
    this.#values = undefined;
    this.#items = items;
  }

  protected abstract encode(value: Value): Item;
}

/**
 * What `message` was made or read of; `undefined` for a message of protobuf's own, of which none has a
 * field of this name. A page, which has only those, need not load the class.
 */
export function valuesOf<Value>(message: object): readonly Value[] | undefined {
  return (message as Partial<ListMessage<Value, unknown>>).values;
}
