import { expect, it } from "vitest";
import { runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

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

it("keeps a workflow, and starts, watches and changes its runs", async () => {
  const put = (...lines: string[]) =>
    cli.run(["workflow", "put", "-"], { stdin: lines.join("\n") });
  const lines = ["name: approval", "description: Asks first", "schema: 1", "steps:"];
  const steps = [
    "  ask: { await: { signal: answer } }",
    "  done: { after: [ask], decide: steps.ask.result.ok }",
  ];
  expect(await put(...lines, ...steps)).toMatchObject({
    ...{ code: 0, stderr: "version 1 of approval is new\n" },
  });
  expect((await put(...lines, ...steps)).stderr).toBe("version 1 of approval was there already\n");
  expect(await put(...lines, "  a: { type: t, after: [b] }")).toMatchObject({
    ...{ code: 7, stderr: expect.stringMatching(/nothing was put:\nstdin:5: steps\.a\.after/) },
  });
  const changed = "  done: { after: [ask], decide: steps.ask.result.no }";
  const diff = ["workflow", "diff", "-", "-o", "json"];
  const told = await cli.run(diff, { stdin: [...lines, steps[0], changed].join("\n") });
  expect(told).toMatchObject({ code: 0, stderr: "stdin differs from version 1 of approval\n" });
  expect(JSON.parse(told.stdout)).toEqual([
    {
      ...{ path: "steps.done.decide", change: "CHANGED" },
      ...{ before: "steps.ask.result.ok", after: "steps.ask.result.no" },
    },
  ]);
  const same = await cli.run(diff, { stdin: [...lines, ...steps].join("\n") });
  expect(same).toMatchObject({
    code: 0,
    stdout: "[]\n",
    stderr: expect.stringContaining("says the same as"),
  });
  expect(await cli.print("workflow", "list")).toMatch(/^approval +1 +Asks first/m);
  expect(JSON.parse(await cli.print("workflow", "get", "approval", "-o", "json"))).toMatchObject({
    ...{ name: "approval", version: 1, definition: { steps: { ask: {} } } },
  });
  const start = ["workflow", "start", "approval", '{"id": 7}', "--id-key", "7", "-o", "id"];
  const id = (await cli.print(...start)).trim();
  expect(await cli.run(start)).toMatchObject({
    ...{ stdout: `${id}\n`, stderr: "a run had the key already\n" },
  });
  expect(await cli.run(["workflow", "start", "approval", "{"])).toMatchObject({ code: 7 });
  expect(await cli.print("workflow", "pause", id)).toMatch(/^status +PAUSED$/m);
  expect(await cli.print("workflow", "runs", "approval", "--status", "paused", "-o", "id")).toBe(
    `${id}\n`,
  );
  await cli.print("workflow", "resume", id);
  await cli.print("workflow", "send", id, "answer", '{"ok": true}', "--signal-id", "1");
  const shown = await cli.print("workflow", "show", id);
  expect(shown).toMatch(/^status +COMPLETED$/m);
  expect(shown).toMatch(/^input +\{"id":7\}$/m);
  expect(shown).toMatch(/^result +\{"done":true\}$/m);
  expect(shown).toMatch(/^ +ask +COMPLETED$/m);
  const watched = await cli.print("workflow", "watch", id, "-o", "json");
  expect(watched).toContain('"to": "PAUSED"');
  expect(await cli.print("workflow", "retry", id, "ask")).toMatch(/^attempt +2$/m);
  expect(await cli.print("workflow", "cancel", id, "--yes")).toMatch(/^status +CANCELLED$/m);
  expect(await cli.run(["workflow", "signal", id, "answer"])).toMatchObject({ code: 5 });
  await cli.print("workflow", "delete", id, "--yes");
  expect(await cli.run(["workflow", "show", id])).toMatchObject({ code: 3 });
});
