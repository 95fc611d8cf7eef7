import {
  type DescField,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
  ScalarType,
} from "@bufbuild/protobuf";
import { NOT_PLAIN } from "../not-plain.ts";
import { WireCursor } from "../wire-cursor.ts";
import { WireWriter } from "../wire-writer.ts";

const VARINT = 0;
const BIT64 = 1;
const LENGTH_DELIMITED = 2;
const MAX_TAG = 2 ** 32 - 1;
const KEY_FIELD = 1;
const VALUE_FIELD = 2;

/** A message as it is made or read, field by field. */
type Fields = Record<string, unknown>;
/** The type of a value: that of a scalar, an enum, or a message. */
type ValueType = ScalarType | DescMessage;

/**
 * The bytes of a message, or of what one is made of, as protobuf writes them. Its own codec is many
 * times as large as this one, which knows what the contract has and nothing else.
 *
 * @throws {@link NOT_PLAIN} for what is for that codec to write or to refuse, such as a negative number.
 */
export function writeMessage<Desc extends DescMessage>(
  desc: Desc,
  message: MessageInitShape<Desc>,
): Uint8Array<ArrayBuffer> {
  const out = new WireWriter();
  writeFields(out, desc, message as Fields);
  return out.finish();
}

/**
 * The message in `bytes`, without the fields that are not known.
 *
 * @throws {@link NOT_PLAIN} for what is for protobuf's own codec to read or to refuse.
 */
export function readMessage<Desc extends DescMessage>(
  desc: Desc,
  bytes: Uint8Array,
): MessageShape<Desc> {
  const cursor = new WireCursor(bytes);
  const message = emptyMessage(desc);
  readFields(cursor, desc, message, bytes.length);
  return message as MessageShape<Desc>;
}

function writeFields(out: WireWriter, desc: DescMessage, message: Fields): void {
  for (const field of fieldsOf(desc).inOrder) {
    const value = valueIn(field, message);
    if (value !== undefined && value !== null) writeField(out, field, value);
  }
}

function valueIn({ localName, oneof }: DescField, message: Fields): unknown {
  if (oneof === undefined) return message[localName];
  const chosen = message[oneof.localName] as { case?: string; value?: unknown } | undefined;
  return chosen?.case === localName ? chosen.value : undefined;
}

function writeField(out: WireWriter, field: DescField, value: unknown): void {
  const { number, fieldKind } = field;
  if (fieldKind === "map") {
    for (const [key, item] of Object.entries(value as Fields)) {
      out.begin(number);
      writeValue(out, field.mapKey, KEY_FIELD, key);
      writeValue(out, typeOf(field), VALUE_FIELD, item);
      out.end();
    }
    return;
  }
  const type = typeOf(field);
  if (fieldKind !== "list") {
    if (field.presence === EXPLICIT || !isZero(value)) writeValue(out, type, number, value);
    return;
  }
  const items = value as readonly unknown[];
  if (!field.packed) for (const item of items) writeValue(out, type, number, item);
  else if (items.length > 0) out.packed(number, items as readonly number[]);
}

// FeatureSet.FieldPresence.
const EXPLICIT = 1;

function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === "" || value === false || value === 0n;
}

function writeValue(out: WireWriter, type: ValueType, number: number, value: unknown): void {
  if (typeof type === "object") {
    out.begin(number);
    writeFields(out, type, value as Fields);
    out.end();
    return;
  }
  if (type === ScalarType.STRING && typeof value === "string") out.text(number, value);
  else if (type === ScalarType.BYTES && value instanceof Uint8Array) out.bytes(number, value);
  else if (type === ScalarType.BOOL && typeof value === "boolean") out.int(number, value ? 1 : 0);
  else if (isInt(type) && typeof value === "number") out.int(number, value);
  else if (type === ScalarType.DOUBLE && typeof value === "number") out.double(number, value);
  else if (isLong(type) && typeof value === "bigint") out.long(number, Number(value));
  else throw NOT_PLAIN;
}

function isInt(type: ScalarType): boolean {
  return type === ScalarType.INT32 || type === ScalarType.UINT32;
}

function isLong(type: ScalarType): boolean {
  return type === ScalarType.INT64 || type === ScalarType.UINT64;
}

function readFields(cursor: WireCursor, desc: DescMessage, message: Fields, end: number): void {
  const { byNumber } = fieldsOf(desc);
  while (cursor.position < end) {
    const tag = cursor.varint();
    if (tag > MAX_TAG) throw NOT_PLAIN;
    const field = byNumber.get(tag >>> 3);
    if (field === undefined) cursor.skip(tag, 0);
    else readField(cursor, field, tag & 7, message);
  }
  if (cursor.position !== end) throw NOT_PLAIN;
}

function readField(cursor: WireCursor, field: DescField, wireType: number, message: Fields): void {
  const { fieldKind, localName, oneof } = field;
  const type = typeOf(field);
  if (fieldKind === "list") {
    const items = message[localName] as unknown[];
    if (wireType !== LENGTH_DELIMITED || !field.packed) {
      items.push(readValue(cursor, type, wireType));
      return;
    }
    const end = cursor.end();
    while (cursor.position < end) items.push(readValue(cursor, type, wireTypeOf(type)));
    if (cursor.position !== end) throw NOT_PLAIN;
  } else if (fieldKind === "map") {
    if (wireType !== LENGTH_DELIMITED) throw NOT_PLAIN;
    const end = cursor.end();
    if (!cursor.takes(TEXT_KEY_TAG, end)) throw NOT_PLAIN;
    const key = readValue(cursor, field.mapKey, LENGTH_DELIMITED) as string;
    if (!cursor.takes((VALUE_FIELD << 3) | wireTypeOf(type), end)) throw NOT_PLAIN;
    if (key === "__proto__") throw NOT_PLAIN;
    (message[localName] as Fields)[key] = readValue(cursor, type, wireTypeOf(type));
    cursor.endAt(end, VALUE_FIELD);
  } else {
    // Those that are given twice are merged, which nobody writes.
    if (typeof type === "object" && valueIn(field, message) !== undefined) throw NOT_PLAIN;
    const value = readValue(cursor, type, wireType);
    if (oneof === undefined) message[localName] = value;
    else message[oneof.localName] = { case: localName, value };
  }
}

const TEXT_KEY_TAG = (KEY_FIELD << 3) | LENGTH_DELIMITED;

function readValue(cursor: WireCursor, type: ValueType, wireType: number): unknown {
  if (wireType !== wireTypeOf(type)) throw NOT_PLAIN;
  if (typeof type === "object") {
    const message = emptyMessage(type);
    readFields(cursor, type, message, cursor.end());
    return message;
  }
  switch (type) {
    case ScalarType.STRING:
      return cursor.anyText();
    case ScalarType.BYTES:
      return cursor.bytes();
    case ScalarType.BOOL:
      return cursor.bool();
    case ScalarType.DOUBLE:
      return cursor.double();
    default:
      if (isInt(type)) return cursor.int32();
      if (isLong(type)) return BigInt(cursor.varint());
      throw NOT_PLAIN;
  }
}

function emptyMessage(desc: DescMessage): Fields {
  const message: Fields = { $typeName: desc.typeName };
  for (const member of desc.members) {
    if (member.kind === "oneof") message[member.localName] = { case: undefined };
    else if (member.presence !== EXPLICIT) message[member.localName] = zeroOf(member);
  }
  return message;
}

function zeroOf(field: DescField): unknown {
  if (field.fieldKind === "list") return [];
  if (field.fieldKind === "map") return {};
  const type = typeOf(field);
  if (type === ScalarType.STRING) return "";
  if (type === ScalarType.BYTES) return new Uint8Array();
  if (type === ScalarType.BOOL) return false;
  return isLong(type as ScalarType) ? 0n : 0;
}

/** An enum's numbers are those of an INT32. */
function typeOf({ message, scalar }: DescField): ValueType {
  return message ?? scalar ?? ScalarType.INT32;
}

function wireTypeOf(type: ValueType): number {
  if (typeof type === "object" || type === ScalarType.STRING || type === ScalarType.BYTES) {
    return LENGTH_DELIMITED;
  }
  return type === ScalarType.DOUBLE ? BIT64 : VARINT;
}

interface OrderedFields {
  readonly inOrder: readonly DescField[];
  readonly byNumber: ReadonlyMap<number, DescField>;
}

const ordered = new WeakMap<DescMessage, OrderedFields>();

function fieldsOf(desc: DescMessage): OrderedFields {
  const known = ordered.get(desc);
  if (known !== undefined) return known;
  const inOrder = [...desc.fields].sort((a, b) => a.number - b.number);
  const fields = { inOrder, byNumber: new Map(inOrder.map((field) => [field.number, field])) };
  ordered.set(desc, fields);
  return fields;
}
