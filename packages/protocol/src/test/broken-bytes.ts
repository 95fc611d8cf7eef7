import fc from "fast-check";

/** `message` with some of its bytes changed, missing, added or repeated. */
export function broken(message: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(message.length);
  const some = fc.uint8Array({ maxLength: 3 });
  const splice = (start: number, left: number, added: Uint8Array) =>
    Uint8Array.of(...message.subarray(0, start), ...added, ...message.subarray(start + left));
  return fc.oneof(
    fc.tuple(place, fc.nat(2), some).map(([at, left, added]) => splice(at, left, added)),
    place.map((end) => message.slice(0, end)),
    fc
      .tuple(place, place, place)
      .map(([at, from, to]) =>
        splice(at, 0, message.slice(Math.min(from, to), Math.max(from, to))),
      ),
  );
}
