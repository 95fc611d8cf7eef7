import { expect, it } from "vitest";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

const OF_LIST = ["job", "list", "filtered", "--jq"];

it("is applied to each job of a list, and to one alone", async () => {
  const ids = [await cli.enqueue("filtered"), await cli.enqueue("filtered")];
  expect(await cli.print(...OF_LIST, ".id")).toBe(`${ids.join("\n")}\n`);
  expect(await cli.print(...OF_LIST, "{status, n: (.attempt + 1)}")).toBe(
    '{"status":"PENDING","n":1}\n'.repeat(2),
  );
  expect(await cli.print(...OF_LIST, "select(.attempt > 0)")).toBe("");
  expect(await cli.print("job", "get", ids[0] as string, "--jq", ".status")).toBe("PENDING\n");
  // One that brings a reader of jq's own further inputs none.
  expect(await cli.print(...OF_LIST, "[.type, .priority][]", "-o", "jsonl")).toBe(
    "filtered\n5\n".repeat(2),
  );
});

it("keeps whole numbers beyond a double's", async () => {
  const id = (
    await cli.print("job", "enqueue", "large", '{"n": 9223372036854775808}', "-o", "id")
  ).trim();
  expect(await cli.print("job", "get", id, "--jq", ".payload.n")).toBe("9223372036854775808\n");
});

it("says what is wrong with a filter, or with what it is applied to", async () => {
  await cli.enqueue("filtered");
  const bad = await cli.run([...OF_LIST, ".id |"]);
  expect(bad).toMatchObject({ code: 2, stdout: "" });
  expect(bad.stderr).toMatch(/^millrace: --jq: jq does not understand \.id \|: syntax error/);
  const unfit = await cli.run([...OF_LIST, ".id.name"]);
  expect(unfit).toMatchObject({ code: 7, stdout: "" });
  expect(unfit.stderr).toMatch(
    /^millrace: --jq cannot be applied: Cannot index string with string "name"/,
  );
  // One that was refused leaves nothing behind.
  expect(await cli.print("job", "list", "filtered", "--limit", "1", "--jq", ".type")).toBe(
    "filtered\n",
  );
});

it("goes with JSON alone, and with things that jq takes in a moment", async () => {
  expect(await cli.run([...OF_LIST, ".id", "-o", "yaml"])).toMatchObject({
    code: 2,
    stderr: "millrace: --jq prints JSON, which -o yaml does not\nleave out -o\n",
  });
  const large = ["job", "enqueue", "huge", "x".repeat(300_000), "-o", "id"];
  const id = (await cli.print(...large)).trim();
  const { code, stderr } = await cli.run(["job", "get", id, "--jq", ".id"]);
  expect(code).toBe(7);
  expect(stderr).toMatch(/takes things of up to 262144 bytes/);
  expect(await cli.print("job", "get", id, "--fields", "id", "--jq", ".id")).toBe(`${id}\n`);
});
