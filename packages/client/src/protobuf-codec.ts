import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";

/** Writes a message, or what one is made of, by protobuf's own codec. */
export function write<Desc extends DescMessage>(
  desc: Desc,
  message: MessageInitShape<Desc>,
): Uint8Array<ArrayBuffer> {
  return toBinary(desc, create(desc, message));
}

/** Reads a message by protobuf's own codec. */
export function read<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array): MessageShape<Desc> {
  return fromBinary(desc, bytes);
}
