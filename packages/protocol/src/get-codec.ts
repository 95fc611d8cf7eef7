import { checkGetOptions, type GetOptions } from "@millrace/core";
import type { GetJobRequest as WireGetJobRequest } from "./gen/millrace/v1/job_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeView, encodeView } from "./view-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeGetRequest(id: string, options: GetOptions = {}): WireGetJobRequest {
  checkGetOptions(options);
  return { $typeName: "millrace.v1.GetJobRequest", id, view: encodeView(options.view) };
}

export function decodeGetOptions(wire: WireGetJobRequest): GetOptions {
  const options: Mutable<GetOptions> = {};
  const view = decodeView(wire.view);
  if (view !== undefined) options.view = view;
  return options;
}
