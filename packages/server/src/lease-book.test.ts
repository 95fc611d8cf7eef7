import { expect, test } from "vitest";
import { LeaseBook } from "./lease-book.ts";

test("the latest lease of a job counts, until it is forgotten", () => {
  const book = new LeaseBook<string>();
  book.note("a", { token: 1, kept: "mail", atMs: 0 });
  book.note("a", { token: 2, kept: "mail", atMs: 5 });
  expect(book.latest("a")).toEqual({ token: 2, kept: "mail", atMs: 5 });
  book.forget("a");
  expect(book.latest("a")).toBeUndefined();
});

test("of very many leases that nobody settles, the oldest are forgotten", () => {
  const book = new LeaseBook<number>();
  const note = (i: number) => book.note(`job-${i}`, { token: 1, kept: i, atMs: i });
  for (let i = 0; i < 100_000; i++) note(i);
  note(0);
  for (let i = 100_000; i < 100_010; i++) note(i);
  expect([0, 1, 10, 11].map((i) => book.latest(`job-${i}`)?.kept)).toEqual([
    0,
    undefined,
    undefined,
    11,
  ]);
});
