import { isUtf8 } from "node:buffer";
import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Limits } from "@millrace/core";
import { encodeError } from "@millrace/protocol";
import { type ItemLimit, itemLimits } from "./item-limit.ts";

// As deep as the decoder goes.
const MAX_DEPTH = 90;
// Below that, a loop is quicker than a call of `isUtf8`.
const SHORT_TEXT_BYTES = 64;

interface FieldPlan {
  readonly name: string;
  readonly wireType: WireType;
  /** Of the items in a packed list; undefined when the field cannot be packed. */
  readonly packed: WireType | undefined;
  readonly isText: boolean;
  readonly message: MessagePlan | undefined;
}

type MessagePlan = ReadonlyMap<number, FieldPlan>;

/**
 * A check of messages of `desc` in protobuf's wire format that takes a glance at each field, and makes
 * nothing of them: of two bytes a decoder makes an object, so that a small request could take
 * hundreds of megabytes before the first rule is applied.
 *
 * It refuses more items in a field of the message than that may have, more than `maxFields` fields in
 * all, and bytes that are no message.
 *
 * @returns a function that throws a ConnectError, INVALID_ARGUMENT or RESOURCE_EXHAUSTED.
 */
export function createWireCheck(
  desc: DescMessage,
  limits: Limits,
  maxFields: number,
): (bytes: Uint8Array) => void {
  const plan = planMessage(desc, new Map());
  const counted = itemLimits(desc, limits);
  return (bytes) => new WireScan(bytes, maxFields, counted).run(plan);
}

class WireScan {
  readonly #bytes: Uint8Array;
  readonly #maxFields: number;
  readonly #counted: ReadonlyMap<number, ItemLimit>;
  #counts: Map<number, number> | undefined;
  #position = 0;
  #fields = 0;

  constructor(bytes: Uint8Array, maxFields: number, counted: ReadonlyMap<number, ItemLimit>) {
    this.#bytes = bytes;
    this.#maxFields = maxFields;
    this.#counted = counted;
  }

  run(plan: MessagePlan): void {
    this.#message(plan, this.#bytes.length, true);
  }

  #message(plan: MessagePlan, end: number, isWhole: boolean): void {
    while (this.#position < end) {
      const tag = this.#tag(end);
      const wireType = tag & 7;
      const field = plan.get(tag >>> 3);
      if (field === undefined) {
        this.#skip(wireType, tag >>> 3, end, 0);
        continue;
      }
      if (wireType === field.wireType) {
        if (isWhole) this.#count(tag >>> 3, 1);
        this.#value(field, wireType, end);
      } else if (wireType === WireType.LengthDelimited && field.packed !== undefined) {
        const items = this.#packedItems(field.packed, end);
        if (isWhole) this.#count(tag >>> 3, items);
      } else {
        throw malformed(`field ${field.name} has wire type ${wireType}`);
      }
    }
  }

  #value(field: FieldPlan, wireType: WireType, end: number): void {
    if (wireType !== WireType.LengthDelimited) {
      this.#skip(wireType, 0, end, 0);
      return;
    }
    const valueEnd = this.#lengthDelimited(end);
    if (field.message !== undefined) {
      this.#message(field.message, valueEnd, false);
    } else {
      if (field.isText) this.#text(field, valueEnd);
      this.#position = valueEnd;
    }
  }

  #count(number: number, items: number): void {
    const limit = this.#counted.get(number);
    if (limit === undefined) return;
    this.#counts ??= new Map();
    const count = (this.#counts.get(number) ?? 0) + items;
    if (count > limit.max) throw encodeError(limit.error);
    this.#counts.set(number, count);
  }

  #packedItems(wireType: WireType, end: number): number {
    const packedEnd = this.#lengthDelimited(end);
    let items = 0;
    for (; this.#position < packedEnd; items++) this.#skip(wireType, 0, packedEnd, 0);
    return items;
  }

  #text(field: FieldPlan, end: number): void {
    const start = this.#position;
    if (end - start <= SHORT_TEXT_BYTES) {
      let i = start;
      while (i < end && (this.#bytes[i] as number) < 0x80) i++;
      if (i === end) return;
    }
    if (!isUtf8(this.#bytes.subarray(start, end))) {
      throw malformed(`field ${field.name} is not valid UTF-8`);
    }
  }

  #skip(wireType: WireType, number: number, end: number, depth: number): void {
    switch (wireType) {
      case WireType.Varint:
        this.#varint(end);
        return;
      case WireType.Bit64:
        this.#advance(8, end);
        return;
      case WireType.Bit32:
        this.#advance(4, end);
        return;
      case WireType.LengthDelimited:
        this.#position = this.#lengthDelimited(end);
        return;
      case WireType.StartGroup:
        this.#skipGroup(number, end, depth);
        return;
      default:
        throw malformed(`wire type ${wireType} where none is due`);
    }
  }

  #skipGroup(number: number, end: number, depth: number): void {
    if (depth === MAX_DEPTH) throw malformed("its groups are nested too deeply");
    for (;;) {
      const tag = this.#tag(end);
      const wireType = tag & 7;
      if (wireType === WireType.EndGroup) {
        if (tag >>> 3 !== number) throw malformed("a group ends that has not begun");
        return;
      }
      this.#skip(wireType, tag >>> 3, end, depth + 1);
    }
  }

  #tag(end: number): number {
    if (++this.#fields > this.#maxFields) {
      throw new ConnectError(
        `the request has more than ${this.#maxFields} fields, nested ones included; send less at once`,
        Code.ResourceExhausted,
      );
    }
    const tag = this.#varint(end);
    if (tag > 0xffffffff || tag < 8) throw malformed(`${tag} is no tag of a field`);
    return tag >>> 0;
  }

  /** Where the value ends whose length comes next. */
  #lengthDelimited(end: number): number {
    const length = this.#varint(end);
    if (this.#position + length > end) throw malformed("it is cut short");
    return this.#position + length;
  }

  #varint(end: number): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      if (this.#position >= end) throw malformed("it is cut short");
      const byte = this.#bytes[this.#position++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw malformed("a number has more than 10 bytes");
  }

  #advance(bytes: number, end: number): void {
    this.#position += bytes;
    if (this.#position > end) throw malformed("it is cut short");
  }
}

function malformed(what: string): ConnectError {
  return new ConnectError(
    `the request is not a valid protobuf message: ${what}`,
    Code.InvalidArgument,
  );
}

function planMessage(desc: DescMessage, planned: Map<DescMessage, MessagePlan>): MessagePlan {
  const known = planned.get(desc);
  if (known !== undefined) return known;
  const plan = new Map<number, FieldPlan>();
  planned.set(desc, plan);
  for (const field of desc.fields) plan.set(field.number, planField(field, planned));
  return plan;
}

function planField(field: DescField, planned: Map<DescMessage, MessagePlan>): FieldPlan {
  const { name } = field;
  const delimited = { name, wireType: WireType.LengthDelimited, packed: undefined, isText: false };
  if (field.fieldKind === "map") {
    const value =
      field.mapKind === "message"
        ? { ...delimited, name: `${name} (value)`, message: planMessage(field.message, planned) }
        : planScalar(`${name} (value)`, field.mapKind === "enum" ? undefined : field.scalar);
    const entry = new Map([
      [1, planScalar(`${name} (key)`, field.mapKey)],
      [2, value],
    ]);
    return { ...delimited, message: entry };
  }
  if (field.message !== undefined) {
    return { ...delimited, message: planMessage(field.message, planned) };
  }
  const item = planScalar(name, field.scalar);
  const isPackable = field.fieldKind === "list" && item.wireType !== WireType.LengthDelimited;
  return isPackable ? { ...item, packed: item.wireType } : item;
}

/** @param scalar undefined for an enum. */
function planScalar(name: string, scalar: ScalarType | undefined): FieldPlan {
  const isText = scalar === ScalarType.STRING;
  return { name, wireType: scalarWireType(scalar), packed: undefined, isText, message: undefined };
}

function scalarWireType(scalar: ScalarType | undefined): WireType {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}
