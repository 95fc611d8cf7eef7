import { type Command, command } from "./command.ts";
import * as group from "./specs/group.ts";
import * as job from "./specs/job.ts";
import * as local from "./specs/local.ts";
import * as queue from "./specs/queue.ts";
import * as server from "./specs/server.ts";
import * as worker from "./specs/worker.ts";

/** Every command there is, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  command(local.DEV, () => import("./commands/dev.ts")),
  command(job.JOB_ENQUEUE, () => import("./commands/job-enqueue.ts")),
  command(job.JOB_GET, () => import("./commands/job-get.ts")),
  command(job.JOB_LIST, () => import("./commands/job-list.ts")),
  command(job.JOB_WATCH, () => import("./commands/job-watch.ts")),
  command(job.JOB_LOGS, () => import("./commands/job-logs.ts")),
  command(job.JOB_WAIT, () => import("./commands/job-wait.ts")),
  command(job.JOB_CANCEL, () => import("./commands/job-cancel.ts")),
  command(job.JOB_RETRY, () => import("./commands/job-retry.ts")),
  command(job.JOB_UPDATE, () => import("./commands/job-update.ts")),
  command(job.JOB_DELETE, () => import("./commands/job-delete.ts")),
  command(job.JOB_BULK_RETRY, () => import("./commands/job-bulk-retry.ts")),
  command(job.JOB_BULK_CANCEL, () => import("./commands/job-bulk-cancel.ts")),
  command(job.JOB_BULK_DELETE, () => import("./commands/job-bulk-delete.ts")),
  command(group.GROUP_GET, () => import("./commands/group-get.ts")),
  command(group.GROUP_JOBS, () => import("./commands/group-jobs.ts")),
  command(group.GROUP_SEAL, () => import("./commands/group-seal.ts")),
  command(group.GROUP_CANCEL, () => import("./commands/group-cancel.ts")),
  command(group.GROUP_RETRY, () => import("./commands/group-retry.ts")),
  command(job.OPERATION_LIST, () => import("./commands/operation-list.ts")),
  command(job.OPERATION_GET, () => import("./commands/operation-get.ts")),
  command(job.OPERATION_WAIT, () => import("./commands/operation-wait.ts")),
  command(job.OPERATION_STOP, () => import("./commands/operation-stop.ts")),
  command(job.DEAD_LIST, () => import("./commands/dead-list.ts")),
  command(job.DEAD_REDRIVE, () => import("./commands/dead-redrive.ts")),
  command(queue.QUEUE_LIST, () => import("./commands/queue-list.ts")),
  command(queue.QUEUE_GET, () => import("./commands/queue-get.ts")),
  command(queue.QUEUE_PAUSE, () => import("./commands/queue-pause.ts")),
  command(queue.QUEUE_DRAIN, () => import("./commands/queue-drain.ts")),
  command(queue.QUEUE_RESUME, () => import("./commands/queue-resume.ts")),
  command(queue.QUEUE_LIMITS, () => import("./commands/queue-limits.ts")),
  command(queue.QUEUE_PURGE, () => import("./commands/queue-purge.ts")),
  command(queue.STATS, () => import("./commands/stats.ts")),
  command(queue.TOP, () => import("./commands/top.ts")),
  command(worker.WORKER_LIST, () => import("./commands/worker-list.ts")),
  command(worker.WORKER_EXEC, () => import("./commands/worker-exec.ts")),
  command(server.SERVER_INFO, () => import("./commands/server-info.ts")),
  command(server.SERVER_DOCTOR, () => import("./commands/server-doctor.ts")),
  command(server.STORE_CHECK, () => import("./commands/store-check.ts")),
  command(server.STORE_MIGRATE, () => import("./commands/store-migrate.ts")),
  command(server.API, () => import("./commands/api.ts")),
  command(local.CONTEXT_ADD, () => import("./commands/context-add.ts")),
  command(local.CONTEXT_USE, () => import("./commands/context-use.ts")),
  command(local.CONTEXT_LIST, () => import("./commands/context-list.ts")),
  command(local.CONTEXT_SHOW, () => import("./commands/context-show.ts")),
  command(local.CONTEXT_DELETE, () => import("./commands/context-delete.ts")),
  command(local.COMPLETION, () => import("./commands/completion.ts")),
  command(local.COMPLETE, () => import("./commands/complete.ts")),
  command(local.HELP, () => import("./commands/help.ts")),
];

/** What the first words of commands stand for. */
export const GROUPS: Readonly<Record<string, string>> = {
  job: "Enqueue, look at and change jobs",
  "job bulk": "Change many jobs by a query",
  group: "Look at groups of jobs, seal, cancel and retry them",
  operation: "Look at and stop what is being done to many jobs",
  dead: "List the jobs that have failed for good, and run them again",
  queue: "Look at queues, pause, drain, limit and purge them",
  worker: "Look at the workers that live, or be one",
  server: "Ask a server about itself, and about what is wrong",
  store: "Look after a store itself",
  context: "Keep where jobs are under names",
};
