import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { MillraceError } from "@millrace/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";

const duration = (seconds: bigint, nanos: number) =>
  decodeDuration(create(DurationSchema, { seconds, nanos }));
const timestamp = (seconds: bigint, nanos: number) =>
  decodeTimestamp(create(TimestampSchema, { seconds, nanos }));

const MAX_INT64 = 2n ** 63n - 1n;

describe("durations", () => {
  it("keep every whole millisecond, of either sign, through the binary form", () => {
    fc.assert(
      fc.property(fc.integer({ min: -315_576_000_000_000, max: 315_576_000_000_000 }), (ms) => {
        const wire = toBinary(DurationSchema, encodeDuration(ms, "delay"));
        expect(decodeDuration(fromBinary(DurationSchema, wire)) + 0).toBe(ms);
      }),
    );
  });

  it.each([
    [0n, 1, 1],
    [0n, 999_999, 1],
    [0n, 1_000_000, 1],
    [0n, 1_000_001, 2],
    [1n, 999_999_999, 2_000],
    [0n, -1, -1],
    [-1n, -500_000, -1_001],
  ])("round away from zero: %ss %sns is %s ms", (seconds, nanos, ms) => {
    expect(duration(seconds, nanos)).toBe(ms);
  });

  it.each([
    ["nanos too large", 0n, 1_000_000_000],
    ["nanos too small", 0n, -1_000_000_000],
    ["signs that disagree", 1n, -1],
    ["signs that disagree the other way", -1n, 1],
    ["more than 10,000 years", 315_576_000_001n, 0],
    ["the largest int64", MAX_INT64, 0],
    ["the smallest int64", -MAX_INT64 - 1n, 0],
  ])("are not a number with %s", (_, seconds, nanos) => {
    expect(duration(seconds, nanos)).toBeNaN();
  });
});

describe("timestamps", () => {
  it("keep every whole millisecond from year 1 to 9999 through the binary form", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => {
        const wire = toBinary(TimestampSchema, encodeTimestamp(ms, "run_at"));
        expect(decodeTimestamp(fromBinary(TimestampSchema, wire)) + 0).toBe(ms);
      }),
    );
  });

  it("are never before the time that was meant", () => {
    expect(timestamp(1n, 1)).toBe(1_001);
    expect(timestamp(-1n, 1)).toBe(-999);
  });

  it.each([
    ["negative nanos", 0n, -1],
    ["nanos too large", 0n, 1_000_000_000],
    ["a time after year 9999", 253_402_300_800n, 0],
    ["a time before year 1", -62_135_596_801n, 0],
    ["the largest int64", MAX_INT64, 0],
  ])("are not a number with %s", (_, seconds, nanos) => {
    expect(timestamp(seconds, nanos)).toBeNaN();
  });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, 2 ** 60])(
  "%s milliseconds cannot be sent, and the error names the field",
  (ms) => {
    for (const encode of [encodeDuration, encodeTimestamp]) {
      const attempt = () => encode(ms, "retention");
      expect(attempt).toThrow(MillraceError);
      expect(attempt).toThrow(`retention must be whole milliseconds, but is ${ms}`);
    }
  },
);
