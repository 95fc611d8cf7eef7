import { type Client, MillraceError } from "@millrace/client";
import { checkEnqueue, DEFAULT_LIMITS, toEnqueueRequest } from "@millrace/core";
import { Redis } from "ioredis";
import { type BullmqJob, type ImportOptions, reasonOf, toNewJob } from "../bullmq/bullmq-job.ts";
import { BullmqRedis } from "../bullmq/bullmq-redis.ts";
import { BULLMQ_STATES, type BullmqState } from "../bullmq/bullmq-words.ts";
import { CliError, invalidValue, usageError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import { IMPORT_VIEW, type Imported } from "../output/import-view.ts";
import type { IMPORT_BULLMQ } from "../specs/import.ts";

type Call = Invocation<typeof IMPORT_BULLMQ>;

/** Enqueues jobs for those of BullMQ; what became of each: how it is counted, or why it was refused. */
type Send = (
  queue: string,
  jobs: readonly BullmqJob[],
  state: BullmqState,
  options: ImportOptions,
) => Promise<readonly ("created" | "existed" | Error)[]>;

export const run: Run<typeof IMPORT_BULLMQ> = async (call) => {
  const { options, io, output, messages } = call;
  const { prefix = "bull", typeFrom = "both", dryRun } = options;
  const url = options.from ?? io.env["REDIS_URL"];
  if (url === undefined || !/^rediss?:\/\//.test(url)) {
    throw usageError(
      "--from must say which Redis has the queues of BullMQ",
      "for example --from redis://localhost:6379, or set REDIS_URL",
      "--from",
    );
  }
  const states = statesOf(options.state);
  await using redis = await connect(url);
  const bullmq = new BullmqRedis(redis.client, prefix);
  const queues = options.queue ?? (await bullmq.queues());
  if (queues.length === 0) messages.note(`there are no queues under the prefix ${prefix}`);
  const send = dryRun ? trySend : sendBy(await call.connect());
  const rows: Imported[] = [];
  for (const queue of queues) {
    const importOptions = { prefix, typeFrom, priorities: await bullmq.priorities(queue) };
    for (const state of states) {
      const row = await importState(bullmq, { queue, state }, importOptions, send, call);
      if (row.jobs > 0) rows.push(row);
      if (io.signal.aborted) break;
    }
    await tellLeftAlone(bullmq, queue, call);
    if (io.signal.aborted) break;
  }
  messages.endProgress();
  await output.items(rows, IMPORT_VIEW);
  if (io.signal.aborted) messages.note("interrupted: call it again to go on where it was");
  else if (dryRun) messages.note("dry run: nothing was imported");
  return rows.some(({ refused }) => refused > 0) ? "invalid" : undefined;
};

function statesOf(names: readonly string[] = BULLMQ_STATES): readonly BullmqState[] {
  return names.map((name) => {
    const state = BULLMQ_STATES.find((each) => each === name);
    if (state !== undefined) return state;
    throw invalidValue("--state", `must be of ${BULLMQ_STATES.join(", ")}, but is ${name}`);
  });
}

async function connect(url: string) {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  // The first call that fails tells of it.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw new CliError(`the Redis of BullMQ cannot be reached: ${(error as Error).message}`, {
      exit: "unavailable",
      code: "UNAVAILABLE",
      remedy: "check --from, and that it runs",
    });
  }
  return { client, [Symbol.asyncDispose]: async () => client.disconnect() };
}

async function importState(
  bullmq: BullmqRedis,
  { queue, state }: { readonly queue: string; readonly state: BullmqState },
  options: ImportOptions,
  send: Send,
  { io, messages }: Call,
): Promise<Imported> {
  const all = await bullmq.count(queue, state);
  const row = { queue, state, jobs: 0, created: 0, existed: 0, refused: 0, scheduled: 0 };
  for await (const page of bullmq.jobs(queue, state)) {
    const jobs = page.filter(({ isOfScheduler }) => !isOfScheduler);
    row.jobs += page.length;
    row.scheduled += page.length - jobs.length;
    const results = await send(queue, jobs, state, options);
    results.forEach((result, place) => {
      if (result === "created") row.created++;
      else if (result === "existed") row.existed++;
      else if (row.refused++ === 0) {
        messages.note(`${queue}: job ${jobs[place]?.id} was refused: ${result.message}`);
      }
    });
    messages.progress(`${queue}, ${state}: ${row.jobs} of ${Math.max(all, row.jobs)}`);
    if (io.signal.aborted) break;
  }
  return row;
}

/** Checks jobs as an enqueue does, and enqueues none. */
const trySend: Send = async (queue, jobs, state, options) =>
  jobs.map((job) => {
    try {
      const planned = checkEnqueue(
        toEnqueueRequest(toNewJob(queue, job, state, options)),
        DEFAULT_LIMITS,
      );
      return planned instanceof Error ? planned : "created";
    } catch (error) {
      return error as Error;
    }
  });

function sendBy(client: Client): Send {
  return async (queue, jobs, state, options) => {
    const made = jobs.map((job) => {
      try {
        return toNewJob(queue, job, state, options);
      } catch (error) {
        // Options that are no JSON.
        return error as Error;
      }
    });
    const sent = made.flatMap((job) => (job instanceof Error ? [] : [job]));
    const answers = (await client.enqueueMany(sent)).values();
    return await Promise.all(
      made.map(async (one, place) => {
        if (one instanceof Error) return one;
        const answer = answers.next().value;
        if (answer === undefined) return new Error("it was not answered");
        // It was imported before, and has been tried in BullMQ since.
        if ("error" in answer) {
          return answer.error.code === "ALREADY_EXISTS" ? "existed" : answer.error;
        }
        const { job, created } = answer;
        if (state === "failed" && job.status === "SCHEDULED") {
          await cancel(client, job.id, reasonOf(jobs[place] as BullmqJob));
        }
        return created ? "created" : "existed";
      }),
    );
  };
}

/** What has failed there has not run here: it is cancelled with the reason, and a retry runs it. */
async function cancel(client: Client, id: string, reason: string): Promise<void> {
  try {
    await client.cancel(id, reason);
  } catch (error) {
    // Another import was quicker.
    if (!(error instanceof MillraceError && error.code === "FAILED_PRECONDITION")) throw error;
  }
}

async function tellLeftAlone(bullmq: BullmqRedis, queue: string, { messages }: Call) {
  const { isPaused, active, parents, schedulers } = await bullmq.leftAlone(queue);
  if (active > 0) {
    messages.note(`${queue}: ${active} jobs run in BullMQ; stop its workers, and import again`);
  }
  if (parents > 0)
    messages.note(`${queue}: ${parents} jobs wait for their children, and stay there`);
  if (schedulers > 0) {
    messages.note(
      `${queue}: ${schedulers} job schedulers stay there; make schedules in their place: millrace schedule put`,
    );
  }
  if (isPaused)
    messages.note(`${queue} is paused in BullMQ: millrace queue pause TYPE pauses it here`);
}
