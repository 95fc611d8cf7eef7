/** @typedef {() => unknown} Disposer */

/** What `AsyncDisposableStack` of Node 24 does of that which our programs ask of it. */
export class AsyncStack {
  /** @type {Disposer[]} */
  #disposers = [];
  disposed = false;

  /**
   * @template {AsyncDisposable | Disposable | null | undefined} Resource
   * @param {Resource} resource
   * @returns {Resource}
   */
  use(resource) {
    if (resource === null || resource === undefined) return resource;
    const dispose =
      /** @type {Partial<AsyncDisposable>} */ (resource)[Symbol.asyncDispose] ??
      /** @type {Partial<Disposable>} */ (resource)[Symbol.dispose];
    if (dispose === undefined) throw new TypeError("the resource cannot be disposed");
    this.defer(() => dispose.call(resource));
    return resource;
  }

  /** @param {Disposer} disposer */
  defer(disposer) {
    if (this.disposed) throw new ReferenceError("the stack is disposed");
    this.#disposers.push(disposer);
  }

  move() {
    const moved = new AsyncStack();
    moved.#disposers = this.#disposers;
    this.#disposers = [];
    this.disposed = true;
    return moved;
  }

  /** The last one first, each of them; rejects with the error of the first that failed. */
  async disposeAsync() {
    this.disposed = true;
    /** @type {unknown[]} */
    const errors = [];
    for (const dispose of this.#disposers.splice(0).reverse()) {
      try {
        await dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  [Symbol.asyncDispose]() {
    return this.disposeAsync();
  }
}
