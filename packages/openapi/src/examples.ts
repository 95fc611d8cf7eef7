/** A request that shows an operation at work, by the operation's id. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  Enqueue: {
    type: "email",
    payloadJson: { to: "ada@example.com", template: "welcome" },
    delay: "10s",
    priority: 10,
  },
  EnqueueBatch: {
    requests: [
      { type: "email", payloadJson: { to: "ada@example.com" } },
      { type: "email", payloadJson: { to: "grace@example.com" }, maxAttempts: 10 },
    ],
  },
  UpdateJob: { runAt: "2030-01-31T09:00:00Z", priority: 50 },
  CancelJob: { reason: "the order was withdrawn" },
  UpsertSchedule: {
    schedule: {
      name: "report",
      spec: { cron: ["0 2 * * *"], zone: "Europe/Berlin" },
      policy: { overlap: "OVERLAP_POLICY_BUFFER_ONE" },
      job: { type: "report", payloadJson: { for: "everybody" } },
    },
  },
  PauseSchedule: { by: "ada", note: "the database moves" },
  BackfillSchedule: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" },
  TriggerSchedule: { overlap: "OVERLAP_POLICY_ALLOW" },
  PreviewSchedule: {
    spec: { cron: ["30 2 * * *"], zone: "Europe/Berlin" },
    after: "2027-03-27T12:00:00Z",
    count: 2,
  },
  ValidateWorkflow: {
    definitionJson: {
      name: "order",
      schema: 1,
      steps: {
        charge: { type: "charge" },
        ship: { type: "ship", after: ["charge"], when: "steps.charge.result.ok == true" },
      },
    },
  },
  CreateGroup: {
    jobs: [{ type: "email", payloadJson: { to: "ada@example.com" } }],
    sealed: true,
    onFinished: { type: "report", payloadJson: { batch: 7 } },
  },
  RetryJobs: { filter: { type: "email", errorContains: "timeout" }, dryRun: true },
  CancelJobs: { filter: { type: "email", metadata: { batch: "7" } }, reason: "the wrong batch" },
  DeleteJobs: { filter: { type: "email", statuses: ["JOB_STATUS_FAILED"] }, dryRun: true },
  PurgeQueue: { statuses: ["JOB_STATUS_SCHEDULED", "JOB_STATUS_PENDING"], maxPerSecond: 5_000 },
  Subscribe: {
    topics: [{ all: "COLLECTION_QUEUES" }, { jobs: { statuses: ["JOB_STATUS_FAILED"] } }],
  },
  Lease: { types: ["email"], maxJobs: 10, wait: "0s", lease: "30s", workerId: "host-1" },
  LeaseFromQueue: { maxJobs: 10, workerId: "host-1" },
  Extend: {
    workerId: "host-1",
    items: [{ jobId: "0-7TkauutgKcU90000", token: "1" }],
    lease: "30s",
  },
  SettleJob: { token: "1", completed: { resultJson: { sent: true } } },
  SettleJobAsCompleted: { resultJson: { sent: true } },
  SettleJobAsFailed: { message: "the mail server said no", retryAfter: "60s" },
  SettleJobAsSnoozed: { delay: "300s" },
  SettleJobAsThrottled: { retryAfter: "30s", scope: "THROTTLE_SCOPE_JOB" },
  SettleJobAsReleased: {},
  Settle: {
    items: [{ jobId: "0-7TkauutgKcU90000", token: "1", completed: { resultJson: { sent: true } } }],
  },
};
