import type { Writable } from "node:stream";

/** The standard output, which may have a reader that is gone, as behind `| head`. */
export class DataStream {
  readonly #stream: Writable;
  #failure: NodeJS.ErrnoException | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  /**
   * Writes `data`, and resolves when it is out.
   *
   * @returns whether somebody still reads: a reader that is gone is no error.
   */
  async write(data: string | Uint8Array): Promise<boolean> {
    if (this.#failure === undefined && data.length > 0) {
      await new Promise<void>((resolve) => {
        this.#stream.write(data, (error) => {
          if (error) this.#failure = error;
          resolve();
        });
      });
    }
    if (this.#failure !== undefined && this.#failure.code !== "EPIPE") throw this.#failure;
    return this.#failure === undefined;
  }
}
