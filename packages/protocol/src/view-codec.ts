import type { JobViewKind } from "@millrace/core";
import { JobView as WireJobView } from "./gen/millrace/v1/job_pb.ts";
import { namesOf } from "./names-of.ts";

const WIRE_VIEW: { readonly [View in JobViewKind]: WireJobView } = {
  BASIC: WireJobView.BASIC,
  FULL: WireJobView.FULL,
};

const VIEW = /*@__PURE__*/ namesOf(WIRE_VIEW);

export function encodeView(view: JobViewKind | undefined): WireJobView {
  return view === undefined ? WireJobView.UNSPECIFIED : WIRE_VIEW[view];
}

/**
 * `undefined` for the default of the call. A number without a meaning becomes a view that the domain's
 * check refuses by its number.
 */
export function decodeView(wire: WireJobView): JobViewKind | undefined {
  if (wire === WireJobView.UNSPECIFIED) return undefined;
  return VIEW.get(wire) ?? (String(wire) as JobViewKind);
}
