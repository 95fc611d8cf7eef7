import type { Settlement } from "@millrace/core";
import type {
  SettleRequest,
  SettleItem as WireSettleItem,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { ListMessage } from "./list-message.ts";
import type { Mutable } from "./mutable.ts";
import { NOT_PLAIN } from "./not-plain.ts";
import { decodeScope, WIRE_SCOPES } from "./outcome-codec.ts";
import { encodeSettlement } from "./settle-codec.ts";
import { validToken } from "./token-codec.ts";
import { WireCursor } from "./wire-cursor.ts";
import { WireWriter } from "./wire-writer.ts";

/** A SettleRequest. */
export class SettleCall extends ListMessage<Settlement, WireSettleItem> implements SettleRequest {
  readonly $typeName = "millrace.v1.SettleRequest";
  resend: boolean;

  constructor(settlements: readonly Settlement[], resend: boolean) {
    super(settlements);
    this.resend = resend;
  }

  get items(): WireSettleItem[] {
    return this.list;
  }

  set items(items: WireSettleItem[]) {
    this.list = items;
  }

  protected override encode(settlement: Settlement): WireSettleItem {
    return encodeSettlement(settlement);
  }
}

/**
 * The bytes of a SettleRequest.
 *
 * @throws {@link NOT_PLAIN} for a completion with jobs to enqueue or steps to add, as few have.
 */
export function writeSettlements(
  settlements: readonly Settlement[],
  resend: boolean,
): Uint8Array<ArrayBuffer> {
  const out = new WireWriter();
  for (const { jobId, token, outcome } of settlements) {
    out.begin(1);
    if (jobId !== "") out.text(1, jobId);
    const valid = validToken(token);
    if (valid !== 0) out.long(2, valid);
    writeOutcome(out, outcome);
    out.end();
  }
  if (resend) out.int(2, 1);
  return out.finish();
}

function writeOutcome(out: WireWriter, outcome: Settlement["outcome"]): void {
  switch (outcome.kind) {
    case "completed":
      out.begin(3);
      if (outcome.result !== undefined) out.bytes(1, outcome.result);
      if (outcome.enqueue !== undefined || outcome.addSteps !== undefined) throw NOT_PLAIN;
      break;
    case "failed":
      out.begin(4);
      if (outcome.message !== "") out.text(1, outcome.message);
      if (outcome.details !== undefined && outcome.details !== "") out.text(2, outcome.details);
      if (outcome.permanent) out.int(3, 1);
      if (outcome.retryAfterMs !== undefined) out.milliseconds(4, outcome.retryAfterMs);
      break;
    case "snoozed":
      out.begin(5);
      out.milliseconds(1, outcome.delayMs);
      break;
    case "throttled":
      out.begin(7);
      out.milliseconds(1, outcome.retryAfterMs);
      out.int(2, WIRE_SCOPES[outcome.scope]);
      break;
    case "released":
      out.begin(6);
      if (outcome.started) out.int(1, 1);
      break;
    default:
      throw NOT_PLAIN;
  }
  out.end();
}

/** @throws {@link NOT_PLAIN}, also for an item without an outcome, or with jobs to enqueue or steps to add. */
export function readSettlements(bytes: Uint8Array): SettleCall {
  const cursor = new WireCursor(bytes);
  const settlements: Settlement[] = [];
  while (cursor.takes(10, cursor.length)) {
    const end = cursor.end();
    const jobId = cursor.takes(10, end) ? cursor.text() : "";
    const token = cursor.takes(16, end) ? cursor.varint() : 0;
    settlements.push({ jobId, token, outcome: readOutcome(cursor, end) });
    cursor.endAt(end, 7);
  }
  const resend = cursor.takes(16, cursor.length) && cursor.bool();
  cursor.endAt(cursor.length, 2);
  return new SettleCall(settlements, resend);
}

type Outcome<Kind extends Settlement["outcome"]["kind"]> = Mutable<
  Extract<Settlement["outcome"], { kind: Kind }>
>;

function readOutcome(cursor: WireCursor, itemEnd: number): Settlement["outcome"] {
  if (cursor.takes(26, itemEnd)) return readCompleted(cursor);
  if (cursor.takes(34, itemEnd)) return readFailed(cursor);
  if (cursor.takes(42, itemEnd)) {
    const end = cursor.end();
    const delayMs = cursor.takes(10, end) ? cursor.duration() : 0;
    cursor.endAt(end, 1);
    return { kind: "snoozed", delayMs };
  }
  if (cursor.takes(58, itemEnd)) {
    const end = cursor.end();
    const retryAfterMs = cursor.takes(10, end) ? cursor.duration() : 0;
    const scope = decodeScope(cursor.takes(16, end) ? cursor.varint() : 0);
    cursor.endAt(end, 2);
    return { kind: "throttled", retryAfterMs, scope };
  }
  if (!cursor.takes(50, itemEnd)) throw NOT_PLAIN;
  const end = cursor.end();
  const started = cursor.takes(8, end) && cursor.bool();
  cursor.endAt(end, 1);
  return { kind: "released", started };
}

function readCompleted(cursor: WireCursor): Outcome<"completed"> {
  const end = cursor.end();
  const outcome: Outcome<"completed"> = { kind: "completed" };
  if (cursor.takes(10, end)) outcome.result = cursor.bytes();
  cursor.endAt(end, 3);
  return outcome;
}

function readFailed(cursor: WireCursor): Outcome<"failed"> {
  const end = cursor.end();
  const outcome: Outcome<"failed"> = { kind: "failed", message: "" };
  if (cursor.takes(10, end)) outcome.message = cursor.text();
  if (cursor.takes(18, end)) outcome.details = cursor.text();
  if (cursor.takes(24, end) && cursor.bool()) outcome.permanent = true;
  if (cursor.takes(34, end)) outcome.retryAfterMs = cursor.duration();
  cursor.endAt(end, 4);
  return outcome;
}
