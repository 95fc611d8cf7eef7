// What toTypeScript writes of every-kind.ts; the compiler reads it.
import { cel, template, workflow } from "../index.ts";

export const everyKindWorkflow = workflow("every-kind", {
  failure: "STOP",
  timeout: "P2D",
  description: "for people",
  ui: { any: ["thing"] },
})
  .add("steps", "input", { type: "odd" })
  .task("charge", {
    type: "charge",
    input: () => ({ id: cel`input.id`, text: template`no ${cel`input.id`}: \`\${x}\`` }),
    maxAttempts: 3,
    backoff: { initial: "5s", multiplier: 3, max: "PT1M", jitter: 0 },
    timeout: "10m",
    priority: 9,
    delay: "1s",
    expiresIn: "1h",
    key: () => cel<string>`input.tenant`,
    delivery: "AT_MOST_ONCE",
    metadata: () => ({ order: template`no ${cel`input.id`}`, "a-b": "x" }),
    description: "takes the money",
    after: [],
    onFailure: "IGNORE",
  })
  .map("named", {
    over: () => cel<readonly unknown[]>`input.list`,
    workflow: "other",
    version: 2,
  })
  .workflow("sub", {
    workflow: "invoice",
    version: 2,
    detach: false,
    input: () => cel`input.id`,
  })
  .map("notify", {
    over: () => cel<readonly unknown[]>`steps.charge.result.parcels`,
    as: "p",
    maxRunning: 20,
    maxItems: 50,
    tolerate: "10%",
    type: "notify",
    input: () => ({ to: cel`p.email`, place: cel`index` }),
    after: ["charge"],
    rule: "ALL_DONE",
    when: () => cel<boolean>`size(steps.charge.result.parcels) > 0`,
  })
  .map("each", {
    over: () => cel<readonly unknown[]>`input.list`,
    tolerate: 2,
    workflow: workflow("each", {
      failure: "STOP_NOW",
    })
      .task("x", {
        type: "x",
        input: () => [cel`input`],
      })
      .finally("z", {
        type: "z",
      }),
    after: ["charge"],
  })
  .workflow("inside", {
    workflow: workflow("inside").task("a", {
      type: "a",
    }),
    after: ["sub"],
  })
  .await("approve", {
    signal: "approve",
    match: () => cel<boolean>`signal.ok`,
    broadcast: true,
    timeout: "P1D",
    onTimeout: "CONTINUE",
    after: ["notify"],
  })
  .decide("total", {
    value: () => cel`size(steps.notify.result)`,
    after: ["notify"],
  })
  .sleep("rest", {
    for: "PT5M",
    after: ["approve"],
  })
  .sleep("until", {
    until: () => cel<string>`steps.approve.result.at`,
    after: ["approve"],
  })
  .onFailure("refund", {
    type: "refund",
    input: () => cel`steps.charge.result`,
  })
  .add("finally", "wait", { sleep: { for: "1s" } })
  .finally("cleanup", {
    type: "cleanup",
    after: ["wait"],
    rule: "ALL_DONE",
  });
