import { toBinary } from "@bufbuild/protobuf";
import { SubscribeResponseSchema, type WireSubscribeResponse } from "@millrace/protocol";

const LISTS = ["queues", "workers", "operations", "schedules"] as const;
/** The cursor of what is not all of a change: whoever goes on from it begins anew. */
const BEGIN_ANEW = "-";
/** For the place of the topic, and what a transport puts around a message. */
const ROOM_BYTES = 64;

/** `change` in as many messages as it takes for each to have at most `messageBytes`, if its items allow that. */
export function changePieces(
  change: WireSubscribeResponse,
  messageBytes: number,
): WireSubscribeResponse[] {
  const list = LISTS.find((name) => change[name].length > 1);
  if (list === undefined) return [change];
  if (toBinary(SubscribeResponseSchema, change).length + ROOM_BYTES <= messageBytes)
    return [change];
  const items: readonly unknown[] = change[list];
  const half = Math.ceil(items.length / 2);
  const first = { ...change, [list]: items.slice(0, half), cursor: BEGIN_ANEW };
  const second = { ...change, [list]: items.slice(half), snapshot: false, removed: [] };
  return [first, second].flatMap((piece) => changePieces(piece, messageBytes));
}
