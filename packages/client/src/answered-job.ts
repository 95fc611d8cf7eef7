import { type Job, MillraceError } from "@millrace/core";
import { decodeJob, type WireJob } from "@millrace/protocol";

/** The job of a server's answer. */
export function answeredJob({ job }: { readonly job?: WireJob | undefined }): Job {
  if (job !== undefined) return decodeJob(job);
  throw new MillraceError(
    "INTERNAL",
    "the server's answer has no job; use a client and a server of the same version",
  );
}
