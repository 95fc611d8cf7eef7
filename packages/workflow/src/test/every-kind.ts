import type { WorkflowDefinition } from "../definition.ts";

/** A definition that has all that definitions can have. */
export const everyKind: WorkflowDefinition = {
  name: "every-kind",
  schema: 1,
  description: "for people",
  failure: "STOP",
  timeout: "P2D",
  steps: {
    input: { type: "odd" },
    charge: {
      type: "charge",
      description: "takes the money",
      after: [],
      input: { id: "${input.id}", text: "no ${input.id}: `$${x}`" },
      max_attempts: 3,
      backoff: { initial: "5s", multiplier: 3, max: "PT1M", jitter: 0 },
      timeout: "10m",
      priority: 9,
      delay: "1s",
      expires_in: "1h",
      concurrency_key: "${input.tenant}",
      delivery: "AT_MOST_ONCE",
      metadata: { order: "no ${input.id}", "a-b": "x" },
      on_failure: "IGNORE",
    },
    notify: {
      type: "notify",
      after: ["charge"],
      rule: "ALL_DONE",
      when: "size(steps.charge.result.parcels) > 0",
      map: {
        over: "steps.charge.result.parcels",
        as: "p",
        max_running: 20,
        max_items: 50,
        tolerate: "10%",
      },
      input: { to: "${p.email}", place: "${index}" },
    },
    each: {
      after: ["charge"],
      map: { over: "input.list", tolerate: 2 },
      workflow: {
        failure: "STOP_NOW",
        steps: { x: { type: "x", input: ["${input}"] } },
        finally: { z: { type: "z" } },
      },
    },
    named: { map: { over: "input.list" }, workflow: { name: "other", version: 2 } },
    approve: {
      after: ["notify"],
      await: {
        signal: "approve",
        match: "signal.ok",
        broadcast: true,
        timeout: "P1D",
        on_timeout: "CONTINUE",
      },
    },
    rest: { after: ["approve"], sleep: { for: "PT5M" } },
    until: { after: ["approve"], sleep: { until: "${steps.approve.result.at}" } },
    total: { after: ["notify"], decide: "size(steps.notify.result)" },
    sub: { workflow: { name: "invoice", version: 2, detach: false }, input: "${input.id}" },
    inside: { after: ["sub"], workflow: { steps: { a: { type: "a" } } } },
  },
  on_failure: { refund: { type: "refund", input: "${steps.charge.result}" } },
  finally: {
    wait: { sleep: { for: "1s" } },
    cleanup: { type: "cleanup", after: ["wait"], rule: "ALL_DONE" },
  },
  ui: { any: ["thing"] },
};
