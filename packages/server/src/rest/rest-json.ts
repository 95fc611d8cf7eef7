import { isUtf8 } from "node:buffer";
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type Message,
  type MessageShape,
  ScalarType,
  toJson,
} from "@bufbuild/protobuf";
import type { FieldCheck } from "@millrace/core";
import { ItemErrorSchema, JobSchema } from "@millrace/protocol";
import { fieldsByName, isJsonObject } from "../json-message.ts";
import { itemSpans, memberSpans, type Span } from "./json-text.ts";
import { inJsonWords } from "./problem.ts";

// REST's JSON is proto3's, with two additions: bytes can be given and are answered as the JSON that they
// hold, under the name of their field and `Json`; and values of enums may go without their prefix.

/** In what form an answer has the bytes of payloads and results. */
export const BYTE_FORMS = ["json", "base64", "none"] as const;
export type ByteForm = (typeof BYTE_FORMS)[number];

type JsonObject = Record<string, unknown>;

const SUFFIX = "Json";

/**
 * Turns `value`, read from `text`, into proto3's JSON of `desc`. What it does not know stays as it is, for
 * the check to refuse.
 *
 * @param text from which `value` was read; what `payloadJson` holds is kept byte for byte.
 */
export function toProtoJson(
  check: FieldCheck,
  desc: DescMessage,
  value: unknown,
  text: string,
): unknown {
  return readMessage(check, desc, value, { text, start: 0 }, "");
}

interface Source {
  readonly text: string;
  readonly start: number;
}

function readMessage(
  check: FieldCheck,
  desc: DescMessage,
  value: unknown,
  source: Source,
  path: string,
): unknown {
  if (!isJsonObject(value)) return value;
  const plan = planOf(desc);
  // Where the members stand is looked up only if one of them has to be found again.
  let spans: ReadonlyMap<string, Span> | undefined;
  const spanOf = (name: string) => {
    spans ??= memberSpans(source.text, source.start);
    return spans.get(name) as Span;
  };
  const read: [string, unknown][] = [];
  for (const [name, given] of Object.entries(value)) {
    const fieldPath = path === "" ? name : `${path}.${name}`;
    const bytes = plan.jsonOfBytes.get(name);
    if (bytes !== undefined) {
      if (bytes.jsonName in value || bytes.name in value) {
        check.invalid(fieldPath, `excludes ${bytes.jsonName}; give one of them`);
        continue;
      }
      const { start, end } = spanOf(name);
      const base64 = Buffer.from(source.text.slice(start, end)).toString("base64");
      read.push([bytes.jsonName, base64]);
      continue;
    }
    const field = plan.fields.get(name);
    const of = () => ({ text: source.text, start: spanOf(name).start });
    read.push([name, field ? readField(check, field, given, fieldPath, of) : given]);
  }
  // Defines even `__proto__`, so that it is refused like any other name.
  return Object.fromEntries(read);
}

function readField(
  check: FieldCheck,
  field: DescField,
  given: unknown,
  path: string,
  source: () => Source,
): unknown {
  if (field.enum !== undefined) {
    const desc = field.enum;
    return Array.isArray(given)
      ? given.map((item) => enumValue(desc, item))
      : enumValue(desc, given);
  }
  const desc = field.message;
  if (desc === undefined || !planOf(desc).isRead) return given;
  if (field.fieldKind === "message") return readMessage(check, desc, given, source(), path);
  if (field.fieldKind !== "list" || !Array.isArray(given)) return given;
  const { text, start } = source();
  const items = itemSpans(text, start);
  return given.map((item, i) => {
    const { start } = items[i] as Span;
    return readMessage(check, desc, item, { text, start }, `${path}[${i}]`);
  });
}

/** The whole name of an enum's value that may have been given without its prefix. */
export function enumValue(desc: DescEnum, given: unknown): unknown {
  if (typeof given !== "string" || desc.sharedPrefix === undefined) return given;
  const whole = `${desc.sharedPrefix.toUpperCase()}${given}`;
  return desc.values.some(({ name }) => name === whole) ? whole : given;
}

/** The JSON text of an answer, its bytes in the given form. */
export function toRestJson<Desc extends DescMessage>(
  desc: Desc,
  message: Message,
  form: ByteForm,
): string {
  // With what has its default, as people expect who read it.
  const json = toJson(desc, message as never, { alwaysEmitImplicit: true });
  writeMessage(desc, message, json, form);
  return jsonText(json);
}

/** JSON that goes into the answer as it is. */
class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function writeMessage(desc: DescMessage, message: unknown, json: unknown, form: ByteForm): void {
  const plan = planOf(desc);
  if (!isJsonObject(json) || !isJsonObject(message)) return;
  if (desc.typeName === ItemErrorSchema.typeName) {
    const error = message as MessageShape<typeof ItemErrorSchema>;
    Object.assign(json, inJsonWords(error.message, error.violations));
  }
  if (desc.typeName === JobSchema.typeName) {
    const { payloadBytes } = message as MessageShape<typeof JobSchema>;
    // What was left out is not empty.
    delete json[payloadBytes === undefined ? "payloadPreview" : "payload"];
  }
  for (const { name, jsonName, localName } of plan.bytes) {
    const bytes = message[localName];
    if (!(bytes instanceof Uint8Array)) continue;
    const text = form === "json" && jsonName in json ? jsonIn(bytes) : undefined;
    if (form === "none" || text !== undefined) delete json[jsonName];
    if (text === undefined) continue;
    json[plan.jsonNames.get(name) as string] = new Verbatim(text);
  }
  for (const field of plan.messages) {
    const of = field.message as DescMessage;
    const given = message[field.localName];
    const written = json[field.jsonName];
    // The member of a oneof stands in its group.
    const inner = field.oneof === undefined ? given : memberOf(message, field);
    if (Array.isArray(inner) && Array.isArray(written)) {
      inner.forEach((item, i) => {
        writeMessage(of, item, written[i], form);
      });
    } else writeMessage(of, inner, written, form);
  }
}

function memberOf(message: JsonObject, { oneof, localName }: DescField): unknown {
  const group = message[oneof?.localName ?? ""] as { case?: string; value?: unknown } | undefined;
  return group?.case === localName ? group.value : undefined;
}

/** The JSON text that `bytes` are, if they are. */
function jsonIn(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return text;
}

function jsonText(value: unknown): string {
  if (value instanceof Verbatim) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`,
  );
  return `{${members.join(",")}}`;
}

/** What is special of a message in REST's JSON. */
interface MessagePlan {
  /** By both names of each field. */
  readonly fields: ReadonlyMap<string, DescField>;
  /** The fields of bytes by the names under which their JSON can be given. */
  readonly jsonOfBytes: ReadonlyMap<string, DescField>;
  /** The names under which their JSON is answered, by their own. */
  readonly jsonNames: ReadonlyMap<string, string>;
  readonly bytes: readonly DescField[];
  /** Those that are messages, or lists of them, with something special in them. */
  readonly messages: readonly DescField[];
  /** Whether anything in it is special when it is read. */
  readonly isRead: boolean;
}

const plans = new WeakMap<DescMessage, MessagePlan>();

function planOf(desc: DescMessage): MessagePlan {
  let plan = plans.get(desc);
  if (plan === undefined) {
    plan = makePlan(desc);
    plans.set(desc, plan);
  }
  return plan;
}

function makePlan(desc: DescMessage): MessagePlan {
  const bytes = desc.fields.filter(
    ({ fieldKind, scalar }) => fieldKind === "scalar" && scalar === ScalarType.BYTES,
  );
  const messages = desc.fields.filter(
    (field) => isOurs(field.message) && field.fieldKind !== "map" && holdsSpecial(field.message),
  );
  return {
    fields: fieldsByName(desc.fields),
    jsonOfBytes: new Map(
      bytes.flatMap((field) => [
        [`${field.jsonName}${SUFFIX}`, field],
        [`${field.name}_json`, field],
      ]),
    ),
    jsonNames: new Map(bytes.map(({ name, jsonName }) => [name, `${jsonName}${SUFFIX}`])),
    bytes,
    messages,
    isRead: holdsSpecial(desc),
  };
}

function isOurs(desc: DescMessage | undefined): desc is DescMessage {
  return desc !== undefined && !desc.typeName.startsWith("google.");
}

/** Whether bytes or enums are in `desc`, or in what is in it. */
function holdsSpecial(desc: DescMessage, seen: ReadonlySet<DescMessage> = new Set()): boolean {
  if (seen.has(desc)) return false;
  const path = new Set([...seen, desc]);
  return desc.fields.some(
    ({ scalar, enum: of, message }) =>
      scalar === ScalarType.BYTES ||
      of !== undefined ||
      desc.typeName === ItemErrorSchema.typeName ||
      (isOurs(message) && holdsSpecial(message, path)),
  );
}
