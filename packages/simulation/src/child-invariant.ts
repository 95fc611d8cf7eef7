import { childIds, type Job } from "@millrace/core";
import type { JobRecord } from "./job-record.ts";

/** The children of a job are there if and only if its completion was accepted: those of that attempt, once. */
export function hasChildrenOfItsCompletion(
  { plan: { children = 0 }, leases }: JobRecord,
  { id, status }: Job,
  jobs: ReadonlyMap<string, Job>,
): string[] {
  const token = leases.find((lease) => lease.status === "COMPLETED")?.token;
  const due = status === "COMPLETED" && token !== undefined ? childIds(id, token, children) : [];
  const there = [...jobs.values()].filter(({ parentId }) => parentId === id);
  const isAsDue = there.length === due.length && due.every((child) => jobs.has(child));
  return isAsDue ? [] : [`is ${status} and has ${there.length} children, of ${due.length} due`];
}
