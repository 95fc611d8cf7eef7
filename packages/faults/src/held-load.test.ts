import type { Job } from "@millrace/core";
import { expect, test } from "vitest";
import { brokenOrders, HALTED_TYPE } from "./held-load.ts";

const job = (id: string, createdAt: number, finishedAt: number, concurrencyKey = "a") =>
  ({ id, type: HALTED_TYPE, concurrencyKey, createdAt, finishedAt }) as Job;
const start = (id: string, at: number) => ({ id, leasedAt: at, at });
const jobs = [job("second", 2, 30), job("first", 1, 20), job("other", 3, 9, "b")];

test("jobs of a key in strict order break no order, whatever those of other keys do", () => {
  const starts = [start("first", 5), start("first", 15), start("second", 20), start("other", 6)];
  expect(brokenOrders(jobs, starts)).toEqual([]);
});

test("a job that starts before one ahead of it has ended breaks the order", () => {
  const starts = [start("first", 5), start("second", 12), start("second", 21)];
  expect(brokenOrders(jobs, starts)).toEqual([
    {
      what: "second of halted a has started 8 ms before those ahead of it had ended",
      at: 12 - performance.timeOrigin,
    },
  ]);
});
