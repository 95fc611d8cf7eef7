import { expect, it } from "vitest";
import { runCli } from "../test/run-cli.ts";

const validate = (...lines: string[]) =>
  runCli(["workflow", "validate", "-"], { stdin: lines.join("\n") });

it("tells line and field of what is wrong with a workflow, without a server", async () => {
  const lines = ["name: order", "schema: 1", "steps:", "  charge: { type: charge }"];
  expect(await validate(...lines)).toMatchObject({ code: 0, stderr: "stdin is in order\n" });
  expect(await validate(...lines, "  ship: { type: ship, after: [chrage] }")).toMatchObject({
    code: 7,
    stderr: expect.stringContaining(
      "stdin:5: steps.ship.after[0] names step chrage, which there is not (did you mean charge?)",
    ),
  });
  expect(await runCli(["workflow", "validate", "/no/such.yaml"])).toMatchObject({ code: 7 });
});
