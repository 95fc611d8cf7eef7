import type { Group, Job } from "@millrace/core";
import { expect, test } from "vitest";
import { brokenRules } from "./flow-audit.ts";

const job = (id: string, fields: Partial<Job>): Job => ({ id, finishedAt: 10, ...fields }) as Job;
const group: Group = {
  ...{ id: "g", sealed: true, createdAt: 0, finishedAt: 10, retentionMs: 1 },
  counts: { open: 0, completed: 3, failed: 0, cancelled: 0 },
  callbacks: { onCompleted: "c1", onFinished: "c2" },
};
const members = ["m1", "m2", "m3"].map((id) => job(id, { type: "member", groupId: "g" }));
const callbacks = ["c1", "c2"].map((id) => job(id, { type: "callback", finishedAt: 11 }));
const family = [
  job("p", { type: "parent" }),
  ...["p1", "p2"].map((id) => job(id, { type: "child", parentId: "p" })),
];
const jobs = [...members, ...callbacks, ...family];
const groups = new Map([["g", group]]);
const broken = (records: Partial<Parameters<typeof brokenRules>[0]>) =>
  brokenRules({ jobs, groups, mayBeLost: () => false, ...records });

test("what was as it should be breaks no rule", () => {
  expect(broken({})).toEqual([]);
  expect(broken({ groups: new Map([["g", undefined]]), mayBeLost: () => true })).toEqual([]);
});

test.each([
  ["a child too few", { jobs: jobs.filter(({ id }) => id !== "p2") }, /p has 1 children, of 2/],
  [
    "a child without its parent",
    { jobs: jobs.filter(({ id }) => id !== "p") },
    /p1 is a child of p, which is not there/,
  ],
  ["a group that is lost", { groups: new Map([["g", undefined]]) }, /the group g is lost/],
  [
    "a group that counts wrong",
    { groups: new Map([["g", { ...group, counts: { ...group.counts, open: 1 } }]]) },
    /the group g counts {"open":1/,
  ],
  [
    "a callback that came early",
    { jobs: [...members, ...family, ...callbacks.map((each) => ({ ...each, finishedAt: 9 }))] },
    /the group g has called back before/,
  ],
  [
    "a callback that never came",
    { jobs: [...members, ...family, callbacks[0] as Job] },
    /the group g has called back 1 times, of 2/,
  ],
])("%s is told", (_, records, what) => {
  expect(broken(records).join("\n")).toMatch(what);
});
