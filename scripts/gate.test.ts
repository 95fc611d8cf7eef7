import { expect, test } from "vitest";
import { commandGate, passGate, problemGate } from "./gate.ts";

async function outcomeOf(gate: Parameters<typeof passGate>[0]) {
  const said: string[] = [];
  const passed = await passGate(gate, (text) => said.push(text));
  return { passed, said: said.join("\n") };
}

const node = process.execPath;

test("a command that succeeds passes, without its output", async () => {
  const { passed, said } = await outcomeOf(
    commandGate("noise", "do this", [node, "-e", "console.log('chatter')"]),
  );
  expect(passed).toBe(true);
  expect(said).toMatch(/^✓ noise \(\d+\.\d s\)$/);
});

test("a command that fails shows its output and the remedy, and the next one does not run", async () => {
  const { passed, said } = await outcomeOf(
    commandGate(
      "build",
      "do this",
      [node, "-e", "console.error('broken here'); process.exit(3)"],
      [node, "-e", "console.log('second')"],
    ),
  );
  expect(passed).toBe(false);
  expect(said).toContain("✗ build");
  expect(said).toContain("broken here");
  expect(said).toContain("what to do: do this");
  expect(said).not.toContain("second");
});

test("a command that is not there fails", async () => {
  const { passed, said } = await outcomeOf(commandGate("gone", "x", ["no-such-program-here"]));
  expect(passed).toBe(false);
  expect(said).toContain("no-such-program-here cannot run");
});

test("a command that is killed fails", async () => {
  const script = "process.kill(process.pid, 'SIGKILL')";
  const { passed, said } = await outcomeOf(commandGate("killed", "x", [node, "-e", script]));
  expect(passed).toBe(false);
  expect(said).toContain("was ended by SIGKILL");
});

test("a gate with problems names each", async () => {
  const { passed, said } = await outcomeOf(problemGate("layers", "x", () => ["first", "second"]));
  expect(passed).toBe(false);
  expect(said).toContain("  first\n  second");
});

test("a gate that throws fails with the reason", async () => {
  const gate = problemGate("drift", "x", () => {
    throw new Error("buf is missing");
  });
  const { passed, said } = await outcomeOf(gate);
  expect(passed).toBe(false);
  expect(said).toContain("buf is missing");
});
