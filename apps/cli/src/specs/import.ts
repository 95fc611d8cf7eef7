import { BULLMQ_STATES, TYPE_SOURCES } from "../bullmq/bullmq-words.ts";
import type { CommandSpec } from "../command-spec.ts";

export const IMPORT_BULLMQ = {
  path: "import bullmq",
  summary: "Enqueue what waits, is delayed or has failed in the queues of BullMQ",
  details: `BullMQ's Redis is only read. Stop what adds and works on jobs there first. Called again, it imports
what is new: a job has its type's idempotency key PREFIX:QUEUE:ID, for as long as it is kept here.

Payload, attempts that are left, backoff and due time are kept, and order; prioritised jobs get the priorities
below the default. What has failed is CANCELLED here, with the reason, and runs by: millrace job bulk retry
status:cancelled meta:bullmq_state=failed. Jobs that run, parents that wait for children, and what job schedulers have
made stay where they are, and are counted.`,
  arguments: [],
  options: {
    from: {
      kind: "text",
      flags: "--from <url>",
      help: "the Redis of BullMQ, redis:// or rediss:// (default: REDIS_URL)",
    },
    prefix: { kind: "text", flags: "--prefix <text>", help: "of its keys (default: bull)" },
    queue: { kind: "texts", flags: "--queue <names>", help: "only these (default: all there are)" },
    state: {
      kind: "texts",
      flags: "--state <states>",
      help: `only these of ${BULLMQ_STATES.join(", ")}`,
    },
    typeFrom: {
      kind: "choice",
      flags: "--type-from <what>",
      help: "of what the type is made: QUEUE.NAME, the queue or the name of the job (default: both)",
      choices: TYPE_SOURCES,
    },
    dryRun: { kind: "flag", flags: "--dry-run", help: "check and count the jobs, and import none" },
  },
  examples: [
    "millrace import bullmq --from $REDIS --dry-run",
    "millrace import bullmq --from $REDIS --queue email,report --type-from name",
  ],
} as const satisfies CommandSpec;
