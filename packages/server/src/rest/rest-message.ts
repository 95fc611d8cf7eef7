import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageShape,
} from "@bufbuild/protobuf";
import { FieldCheck, shown } from "@millrace/core";
import { type BodyField, encodeError, type RestBinding } from "@millrace/protocol";
import { maxFieldsOf, type RequestLimits } from "../call-request.ts";
import { createJsonValueCheck, parseJson } from "../json-check.ts";
import { isJsonObject } from "../json-message.ts";
import { jsonDepth } from "./json-text.ts";
import { queryFields } from "./query-fields.ts";
import { badRequest } from "./rest-error.ts";
import { toProtoJson } from "./rest-json.ts";

/** What a request of REST gives a message by. */
export interface RestParts {
  readonly variables: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** Undefined for none. */
  readonly body: Uint8Array | undefined;
  /** Fields that its headers give. */
  readonly headerFields: Readonly<Record<string, unknown>>;
}

const MAX_DEPTH = 100;

/** Names in the query that are REST's own. */
const OWN_NAMES: ReadonlySet<string> = new Set(["payload"]);

/**
 * Makes the messages of `route` from the parts of its requests.
 *
 * @returns a function that throws a ConnectError or a RestError, which refuses the request.
 */
export function createMessageReader<Desc extends DescMessage>(
  {
    method: { input },
    body: bodyField,
    query: queried,
    listed,
  }: RestBinding & { readonly method: { readonly input: Desc } },
  { limits, messageBytes }: RequestLimits,
): (parts: RestParts) => MessageShape<Desc> {
  const checkValue = createJsonValueCheck(input, limits);
  const maxValues = maxFieldsOf(messageBytes);

  const readBody = (check: FieldCheck, body: Uint8Array): unknown => {
    const depth = jsonDepth(body, MAX_DEPTH);
    if (depth > MAX_DEPTH) {
      throw badRequest(
        `the request nests more than ${MAX_DEPTH} arrays and objects; send it as bytes, in payload`,
      );
    }
    const value = parseJson(body, maxValues);
    const desc = isField(bodyField) ? bodyField.message : input;
    return toProtoJson(check, desc, value, Buffer.from(body).toString());
  };

  return ({ variables, query, body, headerFields }) => {
    const check = new FieldCheck();
    // Without a body, the query is read, if only to refuse what is in it.
    const read = body === undefined ? {} : readBody(check, body);
    const given = isField(bodyField) ? { [bodyField.jsonName]: read } : read;
    const asked = queryFields(check, queried, query, OWN_NAMES);
    // What is no object is for the check to refuse.
    const json: unknown = isJsonObject(given) ? { ...given, ...asked } : given;
    const give = (name: string, value: unknown, where: string) => {
      if (isJsonObject(json)) giveOnce(check, json, fieldOf(input, name), value, where);
    };
    for (const [name, value] of Object.entries(headerFields)) give(name, value, "a header");
    for (const [name, value] of variables) {
      if (listed?.variable === name) give(listed.field, [value], "the path");
      else give(name, value, "the path");
    }
    const error = check.error("the request is not valid");
    if (error !== undefined) throw encodeError(error);
    checkValue(json);
    try {
      return fromJson(input, json as JsonValue);
    } catch (error) {
      // A number out of the range of its field, for one.
      throw badRequest(`the request is not valid: ${(error as Error).message}`);
    }
  };
}

function isField(body: RestBinding["body"]): body is BodyField {
  return typeof body === "object";
}

function fieldOf(desc: DescMessage, name: string): DescField {
  const field = desc.fields.find((field) => field.name === name);
  if (field === undefined) throw new Error(`${desc} has no field ${name}, which its route names`);
  return field;
}

const MAX_SHOWN_CHARACTERS = 100;

/** What was given, items and all, unless it is long. */
function jsonOf(given: unknown): string {
  const text = JSON.stringify(given);
  return text.length <= MAX_SHOWN_CHARACTERS ? text : shown(given);
}

/** Sets a field that something besides the body gives, unless the body gives it as something else. */
function giveOnce(
  check: FieldCheck,
  json: Record<string, unknown>,
  { name, jsonName }: DescField,
  value: unknown,
  where: string,
): void {
  const given = json[jsonName] ?? json[name];
  if (given !== undefined && JSON.stringify(given) !== JSON.stringify(value)) {
    check.invalid(
      jsonName,
      `is ${jsonOf(given)}, but ${where} says ${jsonOf(value)}; leave one of them out`,
    );
    return;
  }
  delete json[name];
  json[jsonName] = value;
}
