import {
  type DescEnum,
  type DescField,
  type DescMessage,
  getOption,
  hasOption,
  ScalarType,
} from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { getComments } from "@bufbuild/protoplugin";
import {
  type FieldRules,
  field as fieldRules,
  Ignore,
  type Int32Rules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";

/** A schema of JSON Schema 2020-12, as far as it is used here. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** The description of a field, message, enum or method: its comment, in one line a paragraph. */
export function commentOf(desc: Parameters<typeof getComments>[0]): string | undefined {
  const text = getComments(desc).leading?.trim();
  if (text === undefined || text === "") return undefined;
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim())
    .join("\n\n");
}

/** The name of a message or enum among the document's schemas. */
export function schemaName(desc: DescMessage | DescEnum): string {
  return desc.typeName.split(".").slice(2).join("_");
}

const REFERENCE = "#/components/schemas/";

/** Makes the schemas of messages and collects those that they refer to. */
export class SchemaWriter {
  readonly #schemas = new Map<string, Schema>();
  readonly #answered: (desc: DescMessage) => boolean;

  /** @param answered whether a message stands in answers alone, where fields are there at all times. */
  constructor(answered: (desc: DescMessage) => boolean) {
    this.#answered = answered;
  }

  /** All that were referred to, by name. */
  get schemas(): Readonly<Record<string, Schema>> {
    const sorted = [...this.#schemas].sort(([a], [b]) => a.localeCompare(b));
    return Object.fromEntries(sorted);
  }

  /** A reference to the schema of `desc`. */
  reference(desc: DescMessage | DescEnum): Schema {
    const name = schemaName(desc);
    if (!this.#schemas.has(name)) {
      // First, because a message may hold itself.
      this.#schemas.set(name, {});
      this.#schemas.set(name, desc.kind === "enum" ? enumSchema(desc) : this.object(desc));
    }
    return { $ref: `${REFERENCE}${name}` };
  }

  /** The schema of `desc` itself, without the fields in `bound`. */
  object(desc: DescMessage, bound: ReadonlySet<string> = new Set()): Schema {
    const fields = desc.fields.filter(({ name }) => !bound.has(name));
    const properties = Object.fromEntries(fields.flatMap((field) => this.#properties(field)));
    const required = this.#answered(desc)
      ? fields.filter(isAlwaysThere)
      : fields.filter(isRequired);
    return {
      type: "object",
      ...described(commentOf(desc)),
      properties,
      ...(required.length > 0 && { required: required.map(({ jsonName }) => jsonName) }),
      ...(!this.#answered(desc) && { additionalProperties: false }),
    };
  }

  #properties(field: DescField): [name: string, schema: Schema][] {
    const schema = this.field(field);
    if (field.fieldKind !== "scalar" || field.scalar !== ScalarType.BYTES) {
      return [[field.jsonName, schema]];
    }
    const json = `${field.jsonName}Json`;
    return [
      [field.jsonName, { ...schema, description: `${commentOf(field) ?? "Bytes."} In base64.` }],
      [
        json,
        {
          description: `What \`${field.jsonName}\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.`,
        },
      ],
    ];
  }

  /** The schema of the value of a field, with its description. */
  field(field: DescField): Schema {
    const description = described(commentOf(field));
    const rules = hasOption(field, fieldRules) ? getOption(field, fieldRules) : undefined;
    switch (field.fieldKind) {
      case "list": {
        const repeated = rules?.type.case === "repeated" ? rules.type.value : undefined;
        return {
          type: "array",
          ...description,
          items: this.#value(field, repeated?.items),
          ...limits("minItems", repeated?.minItems),
          ...limits("maxItems", repeated?.maxItems),
        };
      }
      case "map": {
        const pairs = rules?.type.case === "map" ? rules.type.value.maxPairs : undefined;
        return {
          type: "object",
          ...description,
          additionalProperties: { type: "string" },
          ...limits("maxProperties", pairs),
        };
      }
      default:
        return { ...this.#value(field, rules), ...description };
    }
  }

  #value(field: DescField, rules: FieldRules | undefined): Schema {
    if (field.enum !== undefined) return this.reference(field.enum);
    if (field.message !== undefined) return this.#message(field.message);
    return scalarSchema(field.scalar, rules);
  }

  #message(desc: DescMessage): Schema {
    switch (desc.typeName) {
      case "google.protobuf.Timestamp":
        return { type: "string", format: "date-time" };
      case "google.protobuf.Duration":
        return { type: "string", pattern: "^-?\\d+(\\.\\d{1,9})?s$", examples: ["3.5s"] };
      default:
        return this.reference(desc);
    }
  }
}

/** Has no presence of its own, so that an answer has it with its default; bytes may go as JSON instead. */
function isAlwaysThere({ fieldKind, scalar, presence }: DescField): boolean {
  if (scalar === ScalarType.BYTES && fieldKind === "scalar") return false;
  if (fieldKind === "message") return false;
  return (
    fieldKind === "list" || fieldKind === "map" || presence === FeatureSet_FieldPresence.IMPLICIT
  );
}

/** Cannot be left out: its rules refuse the default. */
function isRequired(field: DescField): boolean {
  if (!hasOption(field, fieldRules) || field.fieldKind === "message") return false;
  const rules = getOption(field, fieldRules);
  const { type } = rules;
  const isOptional =
    field.presence !== FeatureSet_FieldPresence.IMPLICIT || rules.ignore === Ignore.IF_ZERO_VALUE;
  if (type.case === "repeated") return type.value.minItems > 0n;
  if (isOptional || type.case !== "string") return false;
  const { minLen, minBytes, pattern } = type.value;
  return minLen > 0n || minBytes > 0n || (pattern !== "" && !new RegExp(pattern).test(""));
}

function enumSchema(desc: DescEnum): Schema {
  const values = desc.values.filter(({ number }) => number !== 0);
  const lines = values.map((value) => `- \`${value.name}\`: ${commentOf(value) ?? ""}`);
  return {
    type: "string",
    description: [commentOf(desc) ?? "", lines.join("\n")].join("\n\n").trim(),
    // Both in a request; an answer has the whole name.
    enum: desc.values.map(({ name }) => name),
  };
}

function scalarSchema(scalar: ScalarType | undefined, rules: FieldRules | undefined): Schema {
  switch (scalar) {
    case ScalarType.STRING: {
      const text = rules?.type.case === "string" ? rules.type.value : undefined;
      return {
        type: "string",
        ...(text?.pattern && { pattern: text.pattern }),
        ...limits("minLength", text?.minLen || text?.minBytes),
        // Bytes are no characters, but never fewer.
        ...limits("maxLength", text?.maxLen || text?.maxBytes),
      };
    }
    case ScalarType.BYTES:
      return { type: "string", contentEncoding: "base64" };
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return { type: "string", format: scalar === ScalarType.INT64 ? "int64" : "uint64" };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: "number", ...range(rules) };
    default:
      return { type: "integer", format: "int32", ...range(rules) };
  }
}

function range(rules: FieldRules | undefined): Schema {
  const { type } = rules ?? {};
  if (type?.case !== "int32" && type?.case !== "double") return {};
  const { greaterThan, lessThan } = type.value as Pick<Int32Rules, "greaterThan" | "lessThan">;
  return {
    ...(greaterThan.case === "gte" && { minimum: greaterThan.value }),
    ...(lessThan.case === "lte" && { maximum: lessThan.value }),
  };
}

function limits(keyword: string, value: bigint | undefined): Schema {
  return value === undefined || value === 0n ? {} : { [keyword]: Number(value) };
}

function described(description: string | undefined): Schema {
  return description === undefined ? {} : { description };
}
