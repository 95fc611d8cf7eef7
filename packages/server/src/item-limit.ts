import { type DescField, type DescMessage, getOption, hasOption } from "@bufbuild/protobuf";
import { field as fieldRules } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { FieldCheck, type Limits, type MillraceError } from "@millrace/core";
import {
  EnqueueBatchRequestSchema,
  EnqueueRequestSchema,
  UpdateJobRequestSchema,
} from "@millrace/protocol";

/** How many items a field of a request may have. */
export interface ItemLimit {
  readonly max: number;
  /** What refuses more of them. */
  readonly error: MillraceError;
}

/** The limits of the repeated fields and maps of a message, by their numbers. */
export function itemLimits(desc: DescMessage, limits: Limits): Map<number, ItemLimit> {
  const many = desc.fields.filter(({ fieldKind }) => fieldKind === "list" || fieldKind === "map");
  return new Map(many.map((field) => [field.number, itemLimit(field, limits)]));
}

/**
 * The limit of a repeated field or map, by the server's configuration or by the rules of its proto.
 *
 * @throws Error for a field without one: nothing in a request may be had without end.
 */
export function itemLimit(field: DescField, limits: Limits): ItemLimit {
  const configured = configuredMax(field, limits);
  const check = new FieldCheck();
  if (configured !== undefined) {
    check.exceeds(field.name, `more than ${configured.max}`, configured.max, configured.unit);
    return { max: configured.max, error: check.error("the request is too large") as MillraceError };
  }
  const rules = hasOption(field, fieldRules) ? getOption(field, fieldRules).type : undefined;
  const max =
    rules?.case === "repeated"
      ? rules.value.maxItems
      : rules?.case === "map"
        ? rules.value.maxPairs
        : 0n;
  if (max === 0n) throw new Error(`${field} has no limit: give it max_items or max_pairs`);
  check.invalid(field.name, `must have at most ${max} items, but has more`);
  return { max: Number(max), error: check.error("the request is not valid") as MillraceError };
}

const METADATA: ReadonlySet<DescField> = new Set([
  EnqueueRequestSchema.field.metadata,
  UpdateJobRequestSchema.field.metadata,
]);

function configuredMax(field: DescField, limits: Limits) {
  if (field === EnqueueBatchRequestSchema.field.requests) {
    return { max: limits.batchJobs, unit: "jobs" };
  }
  if (METADATA.has(field)) {
    return { max: limits.metadataEntries, unit: "entries" };
  }
  return undefined;
}
