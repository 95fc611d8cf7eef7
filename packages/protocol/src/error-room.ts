import type { FieldViolation } from "@millrace/core";

/** How much of an error an answer has room for. */
export interface ErrorRoom {
  /** For its message, in what {@link cost} counts. */
  readonly message: number;
  /** For the fields at fault, likewise. */
  readonly violations: number;
  /** What the character of this code point takes. */
  readonly cost: (codePoint: number) => number;
}

const BASE64 = 4 / 3;

/**
 * gRPC sends errors as trailers, and most clients take 8 KiB of these. They have the message
 * percent-encoded in `grpc-message`, and again, with the violations, in base64.
 */
export const TRAILERS: ErrorRoom = {
  message: 4_200,
  violations: 3_200,
  cost: (codePoint) => {
    const isPlain = codePoint >= 0x20 && codePoint <= 0x7e && codePoint !== 0x25;
    return utf8Length(codePoint) * (BASE64 + (isPlain ? 1 : 3));
  },
};

/** One of many results: a thousand of them must fit into one message. */
export const BATCH_ITEM: ErrorRoom = { message: 800, violations: 800, cost: utf8Length };

// Tags and lengths of a violation.
const FRAME = 16;

/** The beginning of `text` that has room, well-formed: the wire has no lone surrogates. */
export function fittingMessage(text: string, room: ErrorRoom): string {
  const end = fittingLength(text, room.message, room);
  const fitting = end === text.length ? text : `${text.slice(0, end)}…`;
  return fitting.toWellFormed();
}

/** As many of `violations` as have room, well-formed. */
export function fittingViolations(
  violations: readonly FieldViolation[],
  room: ErrorRoom,
): FieldViolation[] {
  let left = room.violations;
  const fitting: FieldViolation[] = [];
  for (const { field, description } of violations) {
    left -= FRAME + costOf(field, room) + costOf(description, room);
    if (left < 0) break;
    fitting.push({ field: field.toWellFormed(), description: description.toWellFormed() });
  }
  return fitting;
}

function costOf(text: string, room: ErrorRoom): number {
  if (text.length > room.violations) return Number.POSITIVE_INFINITY;
  let cost = 0;
  for (const character of text) cost += room.cost(character.codePointAt(0) as number);
  return cost;
}

function fittingLength(text: string, room: number, { cost }: ErrorRoom): number {
  let left = room;
  let length = 0;
  for (const character of text) {
    left -= cost(character.codePointAt(0) as number);
    if (left < 0) return length;
    length += character.length;
  }
  return length;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
