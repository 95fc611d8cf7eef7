import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import { EnqueueBatchAnswer, readEnqueueBatch, writeEnqueueBatch } from "./enqueue-answer.ts";
import { LeaseAnswer, readLeases, writeLeases } from "./lease-answer.ts";
import { NOT_PLAIN } from "./not-plain.ts";

/** The message in `bytes`. Jobs are made at once, and messages of them only for who looks at those. */
export function readMessage<Desc extends DescMessage>(
  desc: Desc,
  bytes: Uint8Array,
): MessageShape<Desc> {
  const answer = unlessNotPlain(() => readAnswer(desc, bytes));
  return (answer ?? fromBinary(desc, bytes)) as MessageShape<Desc>;
}

/** The bytes of a message that was made of jobs, as protobuf writes them; `undefined` for any other one. */
export function writeAnswer(message: unknown): Uint8Array<ArrayBuffer> | undefined {
  return unlessNotPlain(() => {
    if (message instanceof LeaseAnswer) return message.values && writeLeases(message.values);
    if (message instanceof EnqueueBatchAnswer) {
      return message.values && writeEnqueueBatch(message.values);
    }
    return undefined;
  });
}

function readAnswer({ typeName }: DescMessage, bytes: Uint8Array) {
  if (typeName === "millrace.v1.LeaseResponse") return readLeases(bytes);
  if (typeName === "millrace.v1.EnqueueBatchResponse") return readEnqueueBatch(bytes);
  return undefined;
}

function unlessNotPlain<T>(code: () => T): T | undefined {
  try {
    return code();
  } catch (error) {
    if (error !== NOT_PLAIN) throw error;
    return undefined;
  }
}
