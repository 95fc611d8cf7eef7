import { expect, it } from "vitest";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

it("prints each line once as it comes, also when the job keeps only the last ones", async () => {
  const id = await cli.enqueue("logged");
  const { token } = await cli.lease("logged");
  let stdout = "";
  const following = cli.run(["job", "logs", id, "--follow", "-o", "jsonl", "--fields", "text"], {
    onStdout: (text) => {
      stdout += text;
    },
  });
  const log = async (...lines: string[]) => {
    await cli.store.extend([{ jobId: id, token, log: lines }], 60_000);
    const last = JSON.stringify({ text: lines.at(-1) });
    await expect.poll(() => stdout).toContain(last);
  };
  await log("same", "same");
  await log("same");
  // 100 lines are kept.
  const many = Array.from({ length: 99 }, (_, place) => `line ${place}`);
  await log(...many);
  await cli.store.settle([{ jobId: id, token, outcome: { kind: "completed" } }]);
  const { code } = await following;
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).text);
  expect(lines).toEqual(["same", "same", "same", ...many]);
  const kept = await cli.print("job", "logs", id, "-o", "jsonl", "--fields", "text");
  expect(kept.trimEnd().split("\n")).toHaveLength(100);
});
