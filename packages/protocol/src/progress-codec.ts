import type { Progress } from "@millrace/core";
import type { Progress as WireProgress } from "./gen/millrace/v1/job_pb.ts";

export function encodeProgress({ fraction, message }: Progress): WireProgress {
  return { $typeName: "millrace.v1.Progress", fraction, message: message ?? "" };
}

export function decodeProgress({ fraction, message }: WireProgress): Progress {
  return message === "" ? { fraction } : { fraction, message };
}
