import type {
  DurationSchema as FullDurationSchema,
  TimestampSchema as FullTimestampSchema,
} from "@bufbuild/protobuf/wkt";
import { message } from "./descriptor.ts";

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
