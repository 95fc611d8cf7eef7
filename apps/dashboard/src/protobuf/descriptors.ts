import {
  createFileRegistry,
  type FileRegistry,
  fromBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { decodeBase64, encodeBase64 } from "@millrace/core";
import { reasonOf } from "../ui/notices.ts";

const KEPT = "millrace.descriptors";

/** The types of messages that somebody has given this browser, from the file of a compiler. */
export class Descriptors {
  readonly #registry: FileRegistry;
  /** The full names of the types, in their order. */
  readonly types: readonly string[];

  /** @throws Error that says what to do when the bytes are no set of descriptors. */
  constructor(bytes: Uint8Array) {
    try {
      this.#registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
    } catch (error) {
      throw new Error(
        `This is no set of descriptors (${reasonOf(error)}). One is written by: buf build -o types.binpb`,
      );
    }
    this.types = [...this.#registry]
      .flatMap((type) => (type.kind === "message" ? [type.typeName] : []))
      .sort();
    if (this.types.length === 0) {
      throw new Error("There is no message in it. A set is written by: buf build -o types.binpb");
    }
  }

  /**
   * The message as JSON.
   *
   * @throws Error when the bytes are no message of that type.
   */
  toJson(type: string, bytes: Uint8Array): string {
    const message = this.#registry.getMessage(type);
    if (message === undefined) throw new Error(`There is no type ${type} in the file.`);
    return toJsonString(message, fromBinary(message, bytes), { registry: this.#registry });
  }
}

/** Those that this browser has kept. */
export function keptDescriptors(): Descriptors | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === null) return undefined;
    return new Descriptors(decodeBase64(kept));
  } catch {
    return undefined;
  }
}

/** Keeps them for this browser; larger ones than it has room for hold for the page alone. */
export function keepDescriptors(bytes: Uint8Array): void {
  try {
    localStorage.setItem(KEPT, encodeBase64(bytes));
  } catch {
    localStorage.removeItem(KEPT);
  }
}
