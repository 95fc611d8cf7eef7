import type { Client, JobOptions, JobView } from "@millrace/client";
import { ASKS_ABOVE } from "../change-jobs.ts";
import { usageError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import type { Exit } from "../exit-codes.ts";
import { JOB_VIEW } from "../output/job-view.ts";
import { readPayload } from "../payload-input.ts";
import type { JOB_ENQUEUE } from "../specs/job.ts";
import { waitForJobs } from "../wait-for-jobs.ts";

type Call = Invocation<typeof JOB_ENQUEUE>;

/** How many jobs one call of the client gets, so that there is progress to tell. */
const AT_ONCE = 1_000;

export const run: Run<typeof JOB_ENQUEUE> = async (call) => {
  const { arguments: given, options, io, output, messages } = call;
  const [type, text] = given;
  const { count = 1, dryRun, wait } = options;
  if (count < 1) throw usageError("--count must be at least 1", undefined, "--count");
  const input = await readPayload(text, options.contentType, io);
  const { payload, contentType } = input ?? { payload: undefined, contentType: undefined };
  const jobOptions: JobOptions = { ...toJobOptions(options), contentType };
  if (dryRun) {
    const job = await tryEnqueue(type, payload, jobOptions);
    messages.note(`dry run: this would enqueue ${count === 1 ? "a job" : `${count} jobs`} like`);
    await output.item(job, JOB_VIEW);
    return undefined;
  }
  if (count > ASKS_ABOVE) await messages.confirm(`enqueue ${count} jobs`);
  const client = await call.connect();
  if (count > 1) return await enqueueMany(client, { type, payload, ...jobOptions }, count, call);
  const { job, created } = await client.enqueue(type, payload, jobOptions);
  if (!created) messages.note(`job ${job.id} was there already, by its key`);
  if (!wait) return await output.item(job, JOB_VIEW);
  const { jobs, exit } = await waitForJobs([job.id], call);
  await output.item(jobs[0] ?? job, JOB_VIEW);
  return exit;
};

function toJobOptions(options: Call["options"]): JobOptions {
  const { delay, at, priority, expiresIn, maxAttempts, attemptTimeout, retention } = options;
  const { idempotencyKey, concurrencyKey, unique, after, group, meta, atMostOnce } = options;
  return {
    delay,
    runAt: at,
    priority,
    expiresIn,
    maxAttempts,
    timeout: attemptTimeout,
    retention,
    idempotencyKey,
    key: concurrencyKey,
    unique: unique === undefined ? undefined : { key: unique },
    after,
    groupId: group,
    metadata: meta,
    delivery: atMostOnce ? "AT_MOST_ONCE" : undefined,
  };
}

/** The job as a store would make it, by one of this process that nobody else sees. */
async function tryEnqueue(
  type: string,
  payload: Uint8Array | undefined,
  { after: _, groupId: _groupId, ...options }: JobOptions,
): Promise<JobView> {
  const [{ Client }, { MemoryStore }] = await Promise.all([
    import("@millrace/client"),
    import("@millrace/store-memory"),
  ]);
  const store = new MemoryStore();
  const { job } = await new Client({ store }).enqueue(type, payload, options);
  await store.close();
  return job;
}

async function enqueueMany(
  client: Client,
  job: Parameters<Client["enqueueMany"]>[0] extends Iterable<infer Job> ? Job : never,
  count: number,
  call: Call,
): Promise<Exit | undefined> {
  const { output, messages, io, options } = call;
  const jobs: JobView[] = [];
  let refused: unknown;
  while (jobs.length < count && refused === undefined && !io.signal.aborted) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - jobs.length) }, () => job);
    for (const result of await client.enqueueMany(batch)) {
      if ("error" in result) refused ??= result.error;
      else jobs.push(result.job);
    }
    if (count > AT_ONCE) messages.progress(`enqueued ${jobs.length} of ${count}`);
  }
  messages.endProgress();
  const ids = jobs.map(({ id }) => id);
  const waited =
    options.wait && refused === undefined
      ? await waitForJobs(ids, call)
      : { jobs, exit: undefined };
  await output.items(waited.jobs, JOB_VIEW);
  if (refused !== undefined) throw refused;
  return waited.exit;
}
