import { expect, test } from "vitest";
import { errorGroupId, errorPattern } from "./error-group.ts";

test.each([
  ["timeout after 3000 ms", "timeout after <number> ms"],
  ["offset -3 of 7-9", "offset <number> of <number>-<number>"],
  ["took 1.5s, of 2,000.25 allowed", "took <number>s, of <number> allowed"],
  ["connect ECONNREFUSED 10.0.0.7:5432", "connect ECONNREFUSED <address>"],
  ["connect EHOSTUNREACH fe80::1ff:fe23:4567:890a", "connect EHOSTUNREACH <address>"],
  [
    "getaddrinfo ENOTFOUND db-3.internal:5432",
    "getaddrinfo ENOTFOUND db-<number>.internal:<number>",
  ],
  ["no user 6f1c2a34-9d7e-4f6b-8a53-0f6f0a9b1c2d", "no user <uuid>"],
  ["bad checksum deadbeef01 at 0x7fff", "bad checksum <hex> at <hex>"],
  ["defaced facade", "defaced facade"],
  ["no such customer: cus_9s6XKzkNRiz8i3", "no such customer: <id>"],
  ["job 0-V1StGXR8Z5jdHi6B is gone", "job <id> is gone"],
  ['column "email" is missing in `users`', "column <text> is missing in <text>"],
  ["can't read the user's file", "can't read the user's file"],
  [
    "Unexpected token '<', \"<html>\" is not valid JSON",
    "Unexpected token <text>, <text> is not valid JSON",
  ],
  ["GET https://api.example.com/v1/users/7?a=b answered 503", "GET <url> answered <number>"],
  ["no mailbox for ada+x@example.co.uk", "no mailbox for <email>"],
  ["ENOENT: no such file, open '/var/lib/a.txt'", "ENOENT: no such file, open <text>"],
  ["cannot open /var/lib/7/a.txt: denied", "cannot open <path>: denied"],
  ["not before 2026-11-26T13:05:00.123Z", "not before <time>"],
  ["  two\n\n  lines ", "two lines"],
  ["", ""],
])("the pattern of %j is %j", (message, pattern) => {
  expect(errorPattern({ message }).message).toBe(pattern);
});

test("a message of any length and form is read in time that grows with it alone", () => {
  const parts = ['"', "'", "a.b@", "/a", "0-", "::", "deadbeef", "1,", "http://", "a1_", "\\", "“"];
  for (const part of parts) {
    const { message } = errorPattern({ message: part.repeat(8_192 / part.length) });
    expect(message.length).toBeLessThanOrEqual(256);
  }
  const { message } = errorPattern({ message: `${"x ".repeat(127)}a😀😀` });
  expect(message.isWellFormed()).toBe(true);
});

const NODE = `TypeError: Cannot read properties of undefined (reading 'id')
    at node:internal/process/task_queues:105:5
    at Client.query (/app/node_modules/pg/lib/client.js:526:17)
    at async charge (file:///app/src/billing/charge.ts:41:11)
    at async Worker.run (/app/src/worker.ts:10:3)`;
const PYTHON = `Traceback (most recent call last):
  File "/app/worker.py", line 12, in run
    handle(job)
  File "/app/billing.py", line 40, in charge
    raise KeyError("id")
  File "/usr/lib/python3.12/json/decoder.py", line 338, in decode
KeyError: 'id'`;
const GO = `panic: boom
goroutine 1 [running]:
runtime.gopanic(0x1)
\t/usr/local/go/src/runtime/panic.go:914 +0x21f
main.charge(0x2)
\t/app/billing/charge.go:41 +0x1d`;
const JAVA = `java.lang.NullPointerException: id
\tat java.base/java.util.Objects.requireNonNull(Objects.java:259)
\tat com.example.Billing.charge(Billing.java:41)`;

test.each([
  [NODE, "charge charge.ts"],
  [PYTHON, "charge billing.py"],
  [GO, "charge.go"],
  [JAVA, "com.example.Billing.charge Billing.java"],
  ["app/billing.rb:41:in `charge'", "charge billing.rb"],
  ["Error: x\n    at /app/dist/handler.js:3:9", "handler.js"],
  ["Error: x\n    at new Charge (C:\\app\\charge.js:3:9)", "new Charge charge.js"],
  ["no stack at all", ""],
  ["", ""],
])("of %j the own frame on top is %j", (details, frame) => {
  expect(errorPattern({ message: "x", details }).frame).toBe(frame);
});

test("a group is of one type, message and frame, whatever the lines", () => {
  const group = (type: string, message: string, details: string) =>
    errorGroupId(type, errorPattern({ message, details }));
  const one = group("email", "no user 7", NODE);
  expect(group("email", "no user 8", NODE.replace(":41:11", ":43:2"))).toBe(one);
  expect(group("sms", "no user 7", NODE)).not.toBe(one);
  expect(group("email", "no team 7", NODE)).not.toBe(one);
  expect(group("email", "no user 7", NODE.replace("charge (", "refund ("))).not.toBe(one);
});
