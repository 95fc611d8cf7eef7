import { create, createFileRegistry, fromJson, toBinary } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";

const { INT64, STRING, MESSAGE } = FieldDescriptorProto_Type;
const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label;

const field = (
  name: string,
  number: number,
  type: FieldDescriptorProto_Type,
  more: object = {},
) => {
  return { name, jsonName: name, number, type, label: OPTIONAL, ...more };
};

const set = create(FileDescriptorSetSchema, {
  file: [
    {
      ...{ name: "shop.proto", package: "shop", syntax: "proto3" },
      messageType: [
        {
          name: "Order",
          field: [
            field("id", 1, INT64),
            field("lines", 2, MESSAGE, { label: REPEATED, typeName: ".shop.Line" }),
          ],
        },
        { name: "Line", field: [field("article", 1, STRING), field("pieces", 2, INT64)] },
      ],
    },
  ],
});

/** What a compiler writes of a small shop, with the messages `shop.Order` and `shop.Line`. */
export const SHOP_TYPES: Uint8Array = toBinary(FileDescriptorSetSchema, set);

/** A `shop.Order` as bytes, from its JSON. */
export function shopOrder(order: {
  readonly id: string;
  readonly lines?: readonly { readonly article: string; readonly pieces: string }[];
}): Uint8Array {
  const schema = createFileRegistry(set).getMessage("shop.Order");
  if (schema === undefined) throw new Error("the shop has no orders");
  return toBinary(schema, fromJson(schema, { ...order, lines: [...(order.lines ?? [])] }));
}
