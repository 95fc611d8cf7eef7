import { type Command, command } from "./command.ts";
import * as bench from "./specs/bench.ts";
import * as group from "./specs/group.ts";
import * as imports from "./specs/import.ts";
import * as job from "./specs/job.ts";
import * as local from "./specs/local.ts";
import * as queue from "./specs/queue.ts";
import * as schedule from "./specs/schedule.ts";
import * as server from "./specs/server.ts";
import * as worker from "./specs/worker.ts";
import * as workflow from "./specs/workflow.ts";

/** Every command there is, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  command(local.DEV, () => import("./commands/dev.ts")),
  command(job.JOB_ENQUEUE, () => import("./commands/job-enqueue.ts")),
  command(job.JOB_GET, () => import("./commands/job-get.ts")),
  command(job.JOB_LIST, () => import("./commands/job-list.ts")),
  command(job.JOB_WATCH, () => import("./commands/job-watch.ts")),
  command(job.JOB_EXPLAIN, () => import("./commands/job-explain.ts")),
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
  command(job.DEAD_GROUPS, () => import("./commands/dead-groups.ts")),
  command(job.DEAD_REDRIVE, () => import("./commands/dead-redrive.ts")),
  command(queue.QUEUE_LIST, () => import("./commands/queue-list.ts")),
  command(queue.QUEUE_GET, () => import("./commands/queue-get.ts")),
  command(queue.QUEUE_PAUSE, () => import("./commands/queue-pause.ts")),
  command(queue.QUEUE_DRAIN, () => import("./commands/queue-drain.ts")),
  command(queue.QUEUE_RESUME, () => import("./commands/queue-resume.ts")),
  command(queue.QUEUE_LIMITS, () => import("./commands/queue-limits.ts")),
  command(queue.QUEUE_KEYS, () => import("./commands/queue-keys.ts")),
  command(queue.QUEUE_PURGE, () => import("./commands/queue-purge.ts")),
  command(queue.STATS, () => import("./commands/stats.ts")),
  command(queue.TOP, () => import("./commands/top.ts")),
  command(schedule.SCHEDULE_LIST, () => import("./commands/schedule-list.ts")),
  command(schedule.SCHEDULE_GET, () => import("./commands/schedule-get.ts")),
  command(schedule.SCHEDULE_PREVIEW, () => import("./commands/schedule-preview.ts")),
  command(schedule.SCHEDULE_PUT, () => import("./commands/schedule-put.ts")),
  command(schedule.SCHEDULE_PAUSE, () => import("./commands/schedule-pause.ts")),
  command(schedule.SCHEDULE_RESUME, () => import("./commands/schedule-resume.ts")),
  command(schedule.SCHEDULE_TRIGGER, () => import("./commands/schedule-trigger.ts")),
  command(schedule.SCHEDULE_BACKFILL, () => import("./commands/schedule-backfill.ts")),
  command(schedule.SCHEDULE_FIRINGS, () => import("./commands/schedule-firings.ts")),
  command(schedule.SCHEDULE_DELETE, () => import("./commands/schedule-delete.ts")),
  command(workflow.WORKFLOW_VALIDATE, () => import("./commands/workflow-validate.ts")),
  command(worker.WORKER_LIST, () => import("./commands/worker-list.ts")),
  command(worker.WORKER_GET, () => import("./commands/worker-get.ts")),
  command(worker.WORKER_EXEC, () => import("./commands/worker-exec.ts")),
  command(server.SERVER_INFO, () => import("./commands/server-info.ts")),
  command(server.SERVER_DOCTOR, () => import("./commands/server-doctor.ts")),
  command(server.STORE_CHECK, () => import("./commands/store-check.ts")),
  command(server.STORE_MIGRATE, () => import("./commands/store-migrate.ts")),
  command(bench.BENCH, () => import("./commands/bench.ts")),
  command(imports.IMPORT_BULLMQ, () => import("./commands/import-bullmq.ts")),
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
  dead: "List the jobs that have failed for good, group their errors, and run them again",
  queue: "Look at queues, pause, drain, limit and purge them",
  schedule: "Look at and change what makes jobs again and again",
  workflow: "Check workflows",
  worker: "Look at the workers that live, or be one",
  server: "Ask a server about itself, and about what is wrong",
  store: "Look after a store itself",
  import: "Bring jobs of another queue over",
  context: "Keep where jobs are under names",
};
