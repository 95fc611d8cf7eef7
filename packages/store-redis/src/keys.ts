/**
 * The Redis keys, all made here and in `scripts/lib/partition.lua`. A partition's keys share its
 * prefix, whose braces put them into one hash slot. A type may hold colons, and an idempotency or unique
 * key anything: what is joined must stay apart, so a space, which no type has, ends a type before a key.
 *
 * - `{mr:0}:j:ID` hash: a job, see `job-hash.ts`; expires with the job
 * - `{mr:0}:p:ID` string: the body of a job (its payload, behind the line of JSON that `job-hash.ts` describes) when it is too
 *   large for the hash
 * - `{mr:0}:k:TYPE KEY` string: the id that holds an idempotency key, and the request's fingerprint; of a job that
 *   has a concurrency key `{mr:0}:kk:TYPE BYTES CONCURRENCY-KEY KEY`, and likewise `{mr:0}:uk:`
 * - `{mr:0}:u:TYPE KEY` string: the id that holds a unique key; it expires when the hold is for a time, or
 *   with the job when that has not completed as it must
 * - `{mr:0}:q:TYPE:STATUS` sorted set: the ids of a type's jobs in a status; scores are times in ms
 *   (run at, lease expiry, job expiry), for `PENDING` the priority and the place in the queue, for `BLOCKED`
 *   the place
 * - `{mr:0}:q:TYPE:START` sorted set: the pending jobs of a type that have a start deadline, by that
 * - `{mr:0}:a:ID` sorted set: the ids of the jobs that a blocked job waits for; `{mr:0}:b:ID` sorted set:
 *   those of the jobs that wait for a job; `{mr:0}:ends` list: what has ended whose waiters have not all been
 *   told, see `scripts/lib/join.lua`
 * - `{mr:0}:grp:ID` hash: a group, see `partition-groups.ts`; `{mr:0}:grpm:ID` sorted set: the ids of its jobs by
 *   the numbers under which they have joined; both expire with the group. Those that wait for it stand in `b:ID`
 * - `{mr:0}:c:TYPE` hash: what is set for the queue of a type, while anything is: see
 *   `scripts/lib/settings.lua`; each partition has a copy
 * - `{mr:0}:q:TYPE:KEYED` sorted set: the pending jobs of a type that have a concurrency key, by the scores of
 *   `PENDING`, where the others stand
 * - `{mr:0}:g:TYPE KEY` sorted set: the jobs of a concurrency key, the running ones by -1, the pending ones by
 *   those scores
 * - `{mr:0}:r:TYPE`, `{mr:0}:f:TYPE`, `{mr:0}:d:TYPE` sorted sets: the concurrency keys that may be served, those
 *   that are at their limit, and those whose turns are remembered; `{mr:0}:v:TYPE` hash: the virtual time by which
 *   they take turns: see `scripts/lib/keys.lua`
 * - `{mr:0}:kc:TYPE` hash, `{mr:0}:kn:TYPE` sorted set: what is set for single concurrency keys, and these by name:
 *   see `scripts/lib/key-facts.lua`
 * - `{mr:0}:w:TYPE` sorted set: the concurrency keys that wait for a time, by that; `{mr:0}:wb:TYPE` hash: because of
 *   which job each does: see `scripts/lib/key-waits.lua`
 * - `{mr:0}:h:TYPE` sorted set: the concurrency keys of which jobs keep the turn, by name; `{mr:0}:hj:TYPE KEY` sorted
 *   set: these jobs, by 1 those that have failed for good: see `scripts/lib/key-keepers.lua`
 * - `{mr:0}:lk:TYPE` set: running jobs that were lost, whose slots are not found yet; `{mr:0}:la:TYPE` string: how far
 *   maintenance has come with asking FULL keys for them: see `scripts/lib/key-jobs.lua`
 * - `{mr:0}:ks:TYPE KEY` string: what the rate of a key counts, while it does: see `scripts/lib/key-rates.lua`
 * - `{mr:0}:s:TYPE` string: what the rate of a queue counts, while it does: see `scripts/lib/rate.lua`
 * - `{mr:0}:grants:TYPE` sorted set, `{mr:0}:grant-calls:TYPE` hash, `{mr:0}:grants-of:TYPE` set, in the partition to which
 *   the type leads alone: which leases of a limited queue count, where there are several partitions: see
 *   `scripts/lib/grants.lua`
 * - `{mr:0}:types` sorted set: the types that may have jobs or settings, by name
 * - `{mr:0}:due` sorted set: types by when maintenance is to look at them, because a job of theirs is
 *   due, expired or without its lease; and an empty name when all types are in it that have to be
 * - `{mr:0}:role:ROLE` hash, in the first partition alone: who has a role, its fence, since and until when
 * - `{mr:0}:back`, `{mr:0}:front` counters: places in the queue given out so far
 * - `{mr:0}:waiter:NAME` string: the terms of a worker that waits for a job, while it waits
 * - `{mr:0}:waiting:TYPE` sorted set: who waits for a type's jobs, by when that began
 * - `{mr:0}:n:TYPE HOUR`, `{mr:0}:t:TYPE SPAN`, in the first partition alone: what has happened to the
 *   jobs of a type, or of all where no type stands, as numbers of 32 bits: see `scripts/lib/counted.lua`
 * - `{mr:0}:counted` sorted set, likewise: the types that are counted, by when that was last
 * - `{mr:0}:worker:NAME` string, likewise: what a worker that lives tells of itself; `{mr:0}:workers` and
 *   `{mr:0}:worker-ends` sorted sets: their names, and when the life of each ends;
 *   `{mr:0}:workers-of:TYPE` sorted set: that of those that lease the type
 * - `{mr:0}:operation:ID` hash, likewise: what is done to many jobs, as JSON, see `OperationRecord`, with its
 *   revision and when it ended; `{mr:0}:operations` sorted set: their ids by when they are forgotten, those that
 *   are open by infinity
 * - `{mr:0}:schedule:NAME` hash: a schedule, its version and its record; `{mr:0}:firings:NAME` list: what became of its
 *   latest times; `{mr:0}:schedules` sorted set: the schedules by name; `{mr:0}:schedule-times` sorted set: those
 *   by when they are due
 * - `{mr:0}:run:ID` hash: a run of a workflow with its parts, see `partition-runs.ts`; `{mr:0}:run-next:ID` hash:
 *   its jobs that follow by themselves on others, see `set_followers` in `scripts/change-runs.lua`; `{mr:0}:run-news:ID`
 *   list: its news
 * - `{mr:0}:run-times` sorted set: the runs by when they are due; `{mr:0}:runs`, `{mr:0}:runs:STATE`,
 *   `{mr:0}:runs-of:WORKFLOW` sorted sets: those that there are, by when they were made: see `scripts/lib/run-lists.lua`;
 *   `{mr:0}:run-key:KEY` string: the id of the run that has a key
 * - `{mr:0}:workflow:NAME` hash: the versions of a workflow, see `scripts/lib/workflows.lua`; `{mr:0}:workflows` sorted
 *   set: the workflows by name
 * - `{mr:0}:watched` sorted set: the ids that are being watched, by when that ends
 *
 * Outside of the partitions there is `mr:partitions`, a hash with their number and with the number of
 * those over which idempotency and unique keys are spread; the channel of this name tells when they have become
 * more.
 *
 * A partition's channels are `{mr:0}:wake` (a type, and how many jobs it has got to
 * lease, with a star where they may lie in any partition), `{mr:0}:cancel` (a running job is to
 * stop), `{mr:0}:changed` (a watched job has changed) and `{mr:0}:to:PROCESS` (a job is leased to a
 * worker of this process, which waited for it).
 */
export function partitionPrefix(prefix: string, partition: number): string {
  return `{${prefix}:${partition}}`;
}

/** Where the number of partitions is kept. */
export function partitionCountKey(prefix: string): string {
  return `${prefix}:partitions`;
}

/** A partition's channels, by what they tell. */
export interface Channels {
  readonly wake: string;
  readonly cancel: string;
  readonly changed: string;
  readonly handOver: string;
}

/** `processName` is what the names of this process' waiters begin with. */
export function channelsOf(partitionPrefix: string, processName: string): Channels {
  return {
    wake: `${partitionPrefix}:wake`,
    cancel: `${partitionPrefix}:cancel`,
    changed: `${partitionPrefix}:changed`,
    handOver: `${partitionPrefix}:to:${processName}`,
  };
}
