import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { SHOP_TYPES, shopOrder } from "../../test/shop-order.ts";
import { Descriptors } from "./descriptors.ts";
import { rawProtobuf } from "./raw-protobuf.ts";

const ORDER = shopOrder({
  id: "9223372036854775807",
  lines: [{ article: "tea — green", pieces: "2" }],
});

describe("a message of a type that nobody knows", () => {
  it("is shown by the numbers of its fields, with all digits", () => {
    expect(rawProtobuf(ORDER)).toBe(
      ["1: 9223372036854775807", "2: {", '  1: "tea — green"', "  2: 2", "}"].join("\n"),
    );
  });

  it("shows letters as a text, although they could be fields", () => {
    const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string("hi");
    expect(rawProtobuf(writer.finish())).toBe('1: "hi"');
  });

  it("shows a message that has letters alone", () => {
    const inner = new BinaryWriter().tag(1, WireType.LengthDelimited).string("x".repeat(40));
    const writer = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(inner.finish());
    expect(rawProtobuf(writer.finish())).toBe(`7: {\n  1: "${"x".repeat(40)}"\n}`);
  });

  it("shows bytes that are neither, and numbers of a fixed length", () => {
    const writer = new BinaryWriter();
    writer.tag(1, WireType.LengthDelimited).bytes(new Uint8Array([0, 255]));
    writer.tag(2, WireType.Bit32).fixed32(0xff);
    writer.tag(3, WireType.Bit64).fixed64(1n);
    writer.tag(4, WireType.LengthDelimited).string("");
    expect(rawProtobuf(writer.finish())).toBe(
      ["1: 00 ff", "2: 0x000000ff", "3: 0x0000000000000001", '4: ""'].join("\n"),
    );
  });

  it.each([[[255]], [[8]], [[10, 5, 1]], [[0]], [[11]]])("is none of the bytes %j", (bytes) => {
    expect(rawProtobuf(new Uint8Array(bytes))).toBeUndefined();
  });
});

describe("descriptors", () => {
  const shop = new Descriptors(SHOP_TYPES);

  it("name their messages, and show bytes by them", () => {
    expect(shop.types).toEqual(["shop.Line", "shop.Order"]);
    expect(JSON.parse(shop.toJson("shop.Order", ORDER))).toEqual({
      id: "9223372036854775807",
      lines: [{ article: "tea — green", pieces: "2" }],
    });
  });

  it("refuse what is of no type of theirs", () => {
    expect(() => shop.toJson("shop.Order", new Uint8Array([8]))).toThrow();
    expect(() => shop.toJson("shop.None", ORDER)).toThrow("no type shop.None");
  });

  it.each([[[1, 2, 3]], [[]]])(
    "that are none, such as %j, are refused with what writes some",
    (bytes) => {
      expect(() => new Descriptors(new Uint8Array(bytes))).toThrow("buf build -o types.binpb");
    },
  );
});
