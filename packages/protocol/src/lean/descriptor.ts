import type {
  DescEnum,
  DescField,
  DescFile,
  DescMessage,
  DescMethod,
  DescOneof,
  DescService,
  ScalarType,
} from "@bufbuild/protobuf";
import type {
  DurationSchema as FullDurationSchema,
  TimestampSchema as FullTimestampSchema,
} from "@bufbuild/protobuf/wkt";

// What stands here is what the runtime of Protocol Buffers reads of a descriptor when it makes,
// writes or reads a message. Its own descriptors are parsed from their binary form, by code and with
// options that are several times the size of all else that a page needs.

/** The type of a value: a scalar by its number in descriptors, or a message or an enum. */
export type LeanType = ScalarType | DescMessage | DescEnum;

/** A field: its number, its name and its type, which is in brackets for a list, or a map. */
export type LeanField = readonly [
  number: number,
  name: string,
  type: LeanType | readonly [LeanType] | { readonly key: ScalarType; readonly value: LeanType },
  /** The name of its oneof, or `true` where it tells "not set" from zero. */
  presence?: string | true,
];

/** A method: its name, kind, request, answer, and how safe it is to repeat. */
export type LeanMethod = readonly [
  name: string,
  kind: DescMethod["methodKind"],
  input: DescMessage,
  output: DescMessage,
  idempotency: DescMethod["idempotency"],
];

// FeatureSet.FieldPresence.
const EXPLICIT = 1;
const IMPLICIT = 2;
// Edition.EDITION_PROTO3.
const FILE = { kind: "file", edition: 999 } as DescFile;
// The scalars that a list does not pack.
const LENGTH_DELIMITED: readonly number[] = [9, 12];

/** The descriptor of a message. `fields` is asked once, when the first message is made or read. */
export function message<Desc>(typeName: string, fields: () => readonly LeanField[]): Desc {
  return new Message(typeName, fields) as unknown as Desc;
}

/** The descriptor of an enum, with the names and numbers of its values. */
export function enumeration<Desc>(
  typeName: string,
  values: Readonly<Record<string, number>>,
): Desc {
  const all = Object.entries(values).map(([name, number]) => ({ name, number, jsonName: name }));
  const value = Object.fromEntries(all.map((each) => [each.number, each]));
  return { kind: "enum", typeName, file: FILE, open: true, values: all, value } as Desc;
}

/** The descriptor of a service. */
export function service<Desc>(typeName: string, methods: readonly LeanMethod[]): Desc {
  const desc = { kind: "service", typeName, file: FILE } as DescService;
  const all = methods.map(([name, methodKind, input, output, idempotency]) => {
    const localName = name.charAt(0).toLowerCase() + name.slice(1);
    return { kind: "rpc", name, localName, parent: desc, methodKind, input, output, idempotency };
  });
  const method = Object.fromEntries(all.map((each) => [each.localName, each]));
  return Object.assign(desc, { methods: all, method }) as Desc;
}

/** Builds its fields when they are asked for: messages refer to each other, across files and in circles. */
class Message {
  readonly kind = "message";
  readonly file = FILE;
  readonly typeName: string;
  readonly #fields: () => readonly LeanField[];
  #built: Pick<DescMessage, "fields" | "field" | "oneofs" | "members"> | undefined;

  constructor(typeName: string, fields: () => readonly LeanField[]) {
    this.typeName = typeName;
    this.#fields = fields;
  }

  get fields(): DescField[] {
    return this.#build().fields;
  }

  get field(): Record<string, DescField> {
    return this.#build().field;
  }

  get oneofs(): DescOneof[] {
    return this.#build().oneofs;
  }

  get members(): (DescField | DescOneof)[] {
    return this.#build().members;
  }

  #build() {
    if (this.#built !== undefined) return this.#built;
    const parent = this as unknown as DescMessage;
    const oneofs = new Map<string, DescOneof>();
    const members = new Set<DescField | DescOneof>();
    const fields = this.#fields().map((lean) => {
      const [, , , presence] = lean;
      if (typeof presence !== "string") {
        const field = fieldOf(parent, lean, undefined);
        members.add(field);
        return field;
      }
      const oneof = oneofs.get(presence) ?? oneofOf(parent, presence);
      oneofs.set(presence, oneof);
      members.add(oneof);
      const field = fieldOf(parent, lean, oneof);
      oneof.fields.push(field);
      return field;
    });
    this.#built = {
      fields,
      field: Object.fromEntries(fields.map((field) => [field.localName, field])),
      oneofs: [...oneofs.values()],
      members: [...members],
    };
    return this.#built;
  }
}

function oneofOf(parent: DescMessage, name: string): DescOneof {
  return {
    kind: "oneof",
    name,
    localName: camelCase(name),
    parent,
    fields: [] as DescField[],
  } as unknown as DescOneof;
}

function fieldOf(
  parent: DescMessage,
  [number, name, type, presence]: LeanField,
  oneof: DescOneof | undefined,
): DescField {
  const localName = camelCase(name);
  const shared = {
    kind: "field",
    number,
    name,
    localName,
    jsonName: localName,
    parent,
    oneof,
    utf8Validation: true,
    longAsString: false,
    delimitedEncoding: false,
    getDefaultValue: () => undefined,
    toString: () => `field ${parent.typeName}.${name}`,
  };
  return { ...shared, ...shapeOf(type, presence !== undefined) } as unknown as DescField;
}

function shapeOf(type: LeanField[2], explicit: boolean): object {
  if (Array.isArray(type)) {
    const [item] = type as readonly [LeanType];
    const packed =
      typeof item === "number" ? !LENGTH_DELIMITED.includes(item) : item.kind === "enum";
    return {
      fieldKind: "list",
      listKind: kindOf(item),
      presence: IMPLICIT,
      packed,
      ...typed(item),
    };
  }
  if (typeof type === "object" && "key" in type) {
    const { key, value } = type;
    const mapKind = kindOf(value);
    return { fieldKind: "map", mapKind, mapKey: key, presence: IMPLICIT, ...typed(value) };
  }
  const single = type as LeanType;
  const fieldKind = kindOf(single);
  const presence = explicit || fieldKind === "message" ? EXPLICIT : IMPLICIT;
  return { fieldKind, presence, ...typed(single) };
}

function kindOf(type: LeanType): "scalar" | "message" | "enum" {
  return typeof type === "number" ? "scalar" : type.kind;
}

function typed(type: LeanType): object {
  return { scalar: undefined, message: undefined, enum: undefined, [kindOf(type)]: type };
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

// ScalarType.INT64 and INT32.
const fields = () => [[1, "seconds", 3] as const, [2, "nanos", 5] as const];

export const DurationSchema: typeof FullDurationSchema = /*@__PURE__*/ message(
  "google.protobuf.Duration",
  fields,
);

export const TimestampSchema: typeof FullTimestampSchema = /*@__PURE__*/ message(
  "google.protobuf.Timestamp",
  fields,
);
