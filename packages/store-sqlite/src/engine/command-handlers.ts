import { roleReleased } from "@millrace/core";
import type { Command, CommandName, Commands } from "../commands.ts";
import {
  archivedGroups,
  archivedRun,
  restoreGroup,
  restoreJobs,
  restoreRun,
  standings,
} from "./archive-commands.ts";
import { changeAll } from "./change-all.ts";
import { type CommandContext, noteDue } from "./command-context.ts";
import { createGroup, getGroup, groupMembers, sealGroup } from "./group-commands.ts";
import {
  cancel,
  enqueue,
  enqueueAtOnce,
  explain,
  get,
  list,
  redrive,
  remove,
  types,
  update,
} from "./job-commands.ts";
import type { KeptSchedules } from "./kept-schedules.ts";
import type { Operations } from "./operations.ts";
import {
  configure,
  listKeys,
  minutes,
  queue,
  queues,
  recent,
  resumeKey,
  setKeyLimits,
} from "./queue-commands.ts";
import type { Roles } from "./roles.ts";
import { maintain } from "./upkeep.ts";
import { extend, lease, settle } from "./worker-commands.ts";

type Handlers = {
  readonly [Name in CommandName]: (
    request: Commands[Name]["request"],
    context: CommandContext,
  ) => Commands[Name]["answer"];
};

/**
 * Carries out commands by name. A command that is refused with a MillraceError has written nothing.
 */
export class CommandHandlers {
  readonly #handlers: Handlers;

  constructor(roles: Roles, operations: Operations, schedules: KeptSchedules) {
    this.#handlers = {
      enqueue,
      get,
      explain,
      types,
      list,
      update,
      cancel,
      redrive,
      delete: remove,
      lease,
      extend,
      settle,
      createGroup,
      getGroup,
      sealGroup,
      groupMembers,
      queues,
      queue,
      configure,
      resumeKey,
      setKeyLimits,
      listKeys,
      recent,
      minutes,
      changeAll,
      addOperation: (operation, { now }) => operations.add(operation, now),
      getOperation: (id, { now }) => operations.get(id, now),
      operations: (cursor, { now }) => operations.list(cursor, now),
      openOperations: () => operations.open(),
      replaceOperation: (operation, { now }) => operations.replace(operation, now),
      schedule: (name) => schedules.get(name),
      listSchedules: (cursor) => schedules.list(cursor),
      dueSchedules: (limit, { now }) => schedules.due(limit, now),
      changeSchedule: (change, context) => schedules.change(change, context),
      firings: (name) => schedules.firings(name),
      putWorkflow: (workflow, { table }) => table.workflows.put(workflow),
      getWorkflow: (request, { table }) => table.workflows.get(request),
      listWorkflows: (cursor, { table }) => table.workflows.list(cursor),
      run: (request, { now, table }) => table.runs.read(request, now),
      listRuns: (query, { table }) => table.runs.list(query),
      dueRuns: (limit, { now, table }) => table.runs.due(limit, now),
      changeRun: (change, context) =>
        context.table.runs.change(change, context.now, (job) => enqueueAtOnce(job, context)),
      tellRun: ({ id, text }, { now, table }) => table.runs.tell(id, text, now),
      deleteRun: (request, { now, table }) => table.runs.delete(request, now),
      standings,
      restoreJobs,
      archivedGroups,
      restoreGroup,
      archivedRun,
      restoreRun,
      maintain,
      holdRole: (request, { now }) => roles.hold(request, now),
      releaseRole: ({ role, holder }, context) => {
        if (roles.release(role, holder)) noteDue(context, roleReleased(role));
        return undefined;
      },
      listRoles: (_, { now }) => roles.list(now),
      ping: () => undefined,
    };
  }

  run({ name, request }: Command, context: CommandContext): unknown {
    const handler = this.#handlers[name] as (
      request: Command["request"],
      context: CommandContext,
    ) => unknown;
    return handler(request, context);
  }
}
