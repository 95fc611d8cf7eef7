import { checkGetOptions, type GetOptions } from "@millrace/core";
import type { GetJobRequest as WireGetJobRequest } from "./gen/millrace/v1/job_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";
import { decodeView, encodeView } from "./view-codec.ts";

/**
 * The signal of the options stays behind: it belongs to the call.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeGetRequest(id: string, options: GetOptions = {}): WireGetJobRequest {
  checkGetOptions(options);
  const { view, waitMs } = options;
  return {
    $typeName: "millrace.v1.GetJobRequest",
    id,
    view: encodeView(view),
    wait: waitMs === undefined ? undefined : encodeDuration(waitMs, "waitMs"),
  };
}

export function decodeGetOptions(wire: WireGetJobRequest): GetOptions {
  const options: Mutable<GetOptions> = {};
  const view = decodeView(wire.view);
  if (view !== undefined) options.view = view;
  if (wire.wait !== undefined) options.waitMs = decodeDuration(wire.wait);
  return options;
}
