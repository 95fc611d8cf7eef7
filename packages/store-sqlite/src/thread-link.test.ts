import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TemporaryFolder } from "./test/temporary-folder.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
  vi.resetModules();
});
afterEach(() => {
  folder.remove();
  vi.doUnmock("#database-program");
});

test.each([
  ["throws", "throw new Error('No such built-in module: node:sqlite')", "node:sqlite"],
  ["exits", "process.exit(3)", "it exited with 3"],
])(
  "a thread that %s at its start fails the opening, and the error says what it needs",
  async (_, program, reason) => {
    vi.doMock("#database-program", () => ({ DATABASE_PROGRAM: program }));
    const { SqliteStore } = await import("./sqlite-store.ts");
    const error = await SqliteStore.open(folder.url).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "MillraceError",
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot start: `),
    });
    expect(error).toHaveProperty("message", expect.stringContaining(reason));
    expect(error).toHaveProperty("message", expect.stringContaining("22.16"));
  },
);

test("where threads are forbidden, the error names the flag that allows them", async () => {
  const program = fileURLToPath(new URL("./test/store-program.ts", import.meta.url));
  const flags = ["--conditions=@millrace/source", "--permission", "--allow-fs-read=*"];
  const run = promisify(execFile)(process.execPath, [...flags, program, "leaves", folder.url]);
  await expect(run).rejects.toHaveProperty(
    "stderr",
    expect.stringMatching(/MillraceError: .*cannot start.*--allow-worker/),
  );
});

test("a call that holds what is no data is refused, and takes none beside it along", async () => {
  const { SqliteStore } = await import("./sqlite-store.ts");
  const store = await SqliteStore.open(folder.url);
  const held = { jobId: "a", token: 1, outcome: { kind: "released", started: () => {} } } as never;
  const [beside, refused] = await Promise.allSettled([
    store.enqueue([{ type: "a" }]),
    store.settle([held]),
  ]);
  expect(refused).toMatchObject({ reason: { name: "MillraceError", code: "INVALID_ARGUMENT" } });
  expect(beside).toMatchObject({ value: [{ created: true }] });
  await store.close();
});
