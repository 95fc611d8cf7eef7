import type { DescMessage } from "@bufbuild/protobuf";
import {
  EnqueueAnswer,
  EnqueueBatchAnswer,
  readEnqueueBatch,
  writeEnqueue,
  writeEnqueueBatch,
} from "./enqueue-answer.ts";
import { EnqueueCall, writeEnqueueRequests } from "./enqueue-call.ts";
import { LeaseAnswer, readLeases, writeLeases } from "./lease-answer.ts";
import { NOT_PLAIN } from "./not-plain.ts";
import { readSettlements, SettleCall, writeSettlements } from "./settle-call.ts";

/**
 * The message in `bytes` when it is one with many jobs or settlements, written as nearly everybody does:
 * those are made at once, and messages of them only for who looks at them. `undefined` for any other one,
 * which is protobuf's to read.
 */
export function readPlain({ typeName }: DescMessage, bytes: Uint8Array) {
  return unlessNotPlain(() => {
    if (typeName === "millrace.v1.LeaseResponse") return readLeases(bytes);
    if (typeName === "millrace.v1.SettleRequest") return readSettlements(bytes);
    if (typeName === "millrace.v1.EnqueueBatchResponse") return readEnqueueBatch(bytes);
    return undefined;
  });
}

/**
 * The bytes of a message that was made of jobs or settlements, as protobuf writes them. `undefined` for
 * any other one, which is protobuf's to write.
 */
export function writePlain(message: unknown): Uint8Array<ArrayBuffer> | undefined {
  return unlessNotPlain(() => {
    if (message instanceof LeaseAnswer) return message.values && writeLeases(message.values);
    if (message instanceof SettleCall) {
      return message.values && writeSettlements(message.values, message.resend);
    }
    if (message instanceof EnqueueBatchAnswer) {
      return message.values && writeEnqueueBatch(message.values);
    }
    if (message instanceof EnqueueCall)
      return message.values && writeEnqueueRequests(message.values);
    if (message instanceof EnqueueAnswer) return writeEnqueue(message);
    return undefined;
  });
}

function unlessNotPlain<T>(code: () => T): T | undefined {
  try {
    return code();
  } catch (error) {
    if (error !== NOT_PLAIN) throw error;
    return undefined;
  }
}
