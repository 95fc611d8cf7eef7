import type {
  DescEnum,
  DescExtension,
  DescField,
  DescFile,
  DescMessage,
  DescOneof,
} from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { Edition, FieldDescriptorProto_Label } from "@bufbuild/protobuf/wkt";

/**
 * The text of a proto2 file from its descriptor: names, numbers and types, without comments and
 * without options, which is all that another file needs to import it.
 */
export function printProto(file: DescFile): string {
  if (file.edition !== Edition.EDITION_PROTO2) {
    throw new Error(`${file.name}.proto is not proto2; teach print-proto.ts its syntax`);
  }
  return [
    'syntax = "proto2";',
    `package ${file.proto.package};`,
    ...file.dependencies.map(({ proto }) => `import "${proto.name}";`),
    ...file.enums.map(printEnum),
    ...file.messages.map(printMessage),
    ...file.extensions.map(printExtension),
    "",
  ].join("\n");
}

function printMessage(message: DescMessage): string {
  const fields = message.members.map((member) =>
    member.kind === "oneof" ? printOneof(member) : printField(member),
  );
  const ranges = message.proto.extensionRange.map(
    // 2^29 is the first number that no field can have.
    ({ start, end }) => `extensions ${start} to ${end === 2 ** 29 ? "max" : end - 1};`,
  );
  const nested = [
    ...message.nestedEnums.map(printEnum),
    ...message.nestedMessages.filter(({ proto }) => !proto.options?.mapEntry).map(printMessage),
    ...message.nestedExtensions.map(printExtension),
  ];
  return `message ${message.name} {\n${[...fields, ...ranges, ...nested].join("\n")}\n}`;
}

function printOneof({ name, fields }: DescOneof): string {
  const members = fields.map((field) => `${typeOf(field)} ${field.name} = ${field.number};`);
  return `oneof ${name} {\n${members.join("\n")}\n}`;
}

function printField(field: DescField | DescExtension): string {
  return `${labelOf(field)}${typeOf(field)} ${field.name} = ${field.number};`;
}

function printExtension(extension: DescExtension): string {
  return `extend .${extension.extendee.typeName} {\n${printField(extension)}\n}`;
}

function printEnum({ name, values }: DescEnum): string {
  return `enum ${name} {\n${values.map((v) => `${v.name} = ${v.number};`).join("\n")}\n}`;
}

function labelOf(field: DescField | DescExtension): string {
  if (field.fieldKind === "map") return "";
  const label = FieldDescriptorProto_Label[field.proto.label] as string;
  return `${label.toLowerCase()} `;
}

function typeOf(field: DescField | DescExtension): string {
  switch (field.fieldKind) {
    case "scalar":
      return scalar(field.scalar);
    case "enum":
      return `.${field.enum.typeName}`;
    case "message":
      return `.${field.message.typeName}`;
    case "list":
      if (field.listKind === "scalar") return scalar(field.scalar);
      return `.${(field.listKind === "enum" ? field.enum : field.message).typeName}`;
    case "map": {
      const value =
        field.mapKind === "scalar"
          ? scalar(field.scalar)
          : `.${(field.mapKind === "enum" ? field.enum : field.message).typeName}`;
      return `map<${scalar(field.mapKey)}, ${value}>`;
    }
  }
}

function scalar(type: ScalarType): string {
  return (ScalarType[type] as string).toLowerCase();
}
