/**
 * Lists of values in Postgres' binary form of arrays, which costs both sides much less than text: a
 * `Buffer` as a parameter is sent as it is. Layout (array_recv): dimensions, whether there are NULLs,
 * the type's OID; for the one dimension its length and lower bound; then each value's length, -1 for
 * NULL, and bytes.
 */
const OID = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, text: 25 } as const;
const HEADER_BYTES = 20;

/** Values to send; what a list lacks at its end is NULL to the functions that take it. */
export type Values<Value> = readonly (Value | undefined)[];

export const bytesArray = (values: Values<Uint8Array>): Buffer =>
  encode(OID.bytea, values, (value) => value.length, writeBytes);

export const textArray = (values: Values<string>): Buffer =>
  encode(OID.text, values, Buffer.byteLength, (target, value, at) => target.write(value, at));

export const booleanArray = (values: Values<boolean>): Buffer =>
  encode(OID.bool, values, one, (target, value, at) => target.writeUInt8(value ? 1 : 0, at));

export const smallintArray = (values: Values<number>): Buffer =>
  encode(OID.int2, values, two, (target, value, at) => target.writeInt16BE(value, at));

export const integerArray = (values: Values<number>): Buffer =>
  encode(OID.int4, values, four, (target, value, at) => target.writeInt32BE(value, at));

export const bigintArray = (values: Values<number>): Buffer =>
  encode(OID.int8, values, eight, (target, value, at) => target.writeBigInt64BE(BigInt(value), at));

const one = () => 1;
const two = () => 2;
const four = () => 4;
const eight = () => 8;

function writeBytes(target: Buffer, value: Uint8Array, at: number): void {
  target.set(value, at);
}

function encode<Value>(
  oid: number,
  values: Values<Value>,
  sizeOf: (value: Value) => number,
  write: (target: Buffer, value: Value, at: number) => void,
): Buffer {
  let length = values.length;
  while (length > 0 && values[length - 1] === undefined) length--;
  let size = HEADER_BYTES + 4 * length;
  let hasNull = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (value === undefined) hasNull = 1;
    else size += sizeOf(value);
  }
  const target = Buffer.allocUnsafe(length === 0 ? 12 : size);
  target.writeInt32BE(length === 0 ? 0 : 1, 0);
  target.writeInt32BE(hasNull, 4);
  target.writeInt32BE(oid, 8);
  if (length === 0) return target;
  target.writeInt32BE(length, 12);
  target.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (value === undefined) {
      at = target.writeInt32BE(-1, at);
      continue;
    }
    const bytes = sizeOf(value);
    at = target.writeInt32BE(bytes, at);
    write(target, value, at);
    at += bytes;
  }
  return target;
}
