import { describe, expect, it } from "vitest";
import { runCli } from "./test/run-cli.ts";
import { ServedCli } from "./test/served-cli.ts";
import { NO_TMUX, Terminal } from "./test/terminal.ts";

const cli = new ServedCli();
const watched = new ServedCli();

function shows(terminal: Terminal, text: string | RegExp): Promise<void> {
  return expect.poll(() => terminal.screen(), { timeout: 20_000 }).toMatch(text);
}

describe("in a real terminal", () => {
  it("a question is answered by a key", async (context) => {
    if (NO_TMUX !== undefined) return context.skip(NO_TMUX);
    const id = await cli.enqueue("asked");
    using terminal = new Terminal(cli.env);
    await terminal.enter(`millrace job delete ${id}; echo ended with $?`);
    await shows(terminal, `Delete job ${id}?`);
    await terminal.press("n");
    await shows(terminal, /nothing was done\nended with 2/);
    await terminal.enter(`clear; millrace job delete ${id}; echo ended with $?`);
    await shows(terminal, `Delete job ${id}?`);
    await terminal.press("y");
    await shows(terminal, "ended with 0");
    expect(await cli.run(["job", "get", id])).toMatchObject({ code: 3 });
  });

  it("Ctrl-C at a question is a no, and ends a watch with 130", async (context) => {
    if (NO_TMUX !== undefined) return context.skip(NO_TMUX);
    const id = await cli.enqueue("left");
    using terminal = new Terminal(cli.env);
    await terminal.enter(`millrace job delete ${id}; echo ended with $?`);
    await shows(terminal, `Delete job ${id}?`);
    await terminal.press("C-c");
    await shows(terminal, "ended with 2");
    await terminal.enter(`clear; millrace job watch ${id}; echo ended with $?`);
    await shows(terminal, "PENDING");
    await terminal.press("C-c");
    await shows(terminal, "ended with 130");
  });

  it("a list that is longer than the screen is shown screen by screen", async (context) => {
    if (NO_TMUX !== undefined) return context.skip(NO_TMUX);
    await cli.print("job", "enqueue", "paged", "--count", "100", "-o", "none");
    const pager = { MILLRACE_PAGER: "sed -u -n '1p;$p'; echo paged" };
    using terminal = new Terminal({ ...cli.env, ...pager });
    await terminal.enter("millrace job list paged --limit 100; echo ended with $?");
    await shows(terminal, /ID +TYPE[\s\S]*\n.*paged[\s\S]*\npaged\nended with 0$/m);
    await terminal.enter("clear; millrace queue list --no-pager; echo ended with $?");
    await shows(terminal, /TYPE[\s\S]*ended with 0$/m);
    expect(await terminal.screen()).not.toMatch(/^paged$/m);
    // Whoever has seen enough.
    await terminal.enter(
      "clear; MILLRACE_PAGER='head -1' millrace job list paged; echo ended with $?",
    );
    await shows(terminal, /ID +TYPE.*\nended with 0$/m);
  });

  it("a reader that is gone is no error", async (context) => {
    if (NO_TMUX !== undefined) return context.skip(NO_TMUX);
    await cli.print("job", "enqueue", "piped", "--count", "100", "-o", "none");
    using terminal = new Terminal(cli.env);
    await terminal.enter("millrace job list piped -o json | head -1; echo ended");
    await shows(terminal, /^\[\nended$/m);
  });

  it("top shows queues, workers and jobs, pauses a queue, and leaves the screen as it was", async (context) => {
    if (NO_TMUX !== undefined) return context.skip(NO_TMUX);
    await watched.enqueue("alpha");
    await watched.enqueue("beta", "--meta", "a=b");
    const failed = await watched.fail("alpha", "no route");
    await watched.enqueue("alpha", "--count", "3", "-q");
    await watched.store.workers.heartbeat({
      workerId: "worker-1",
      types: ["alpha"],
      concurrency: 10,
      running: 1,
      version: "1",
      host: "host-1",
      eventLoopLagMs: 0,
      server: "",
    });
    using terminal = new Terminal(watched.env);
    await terminal.enter("echo before; millrace top --interval 100ms; echo ended with $?");
    await shows(terminal, /^alpha +3 +0 /m);
    await shows(terminal, /^worker-1 +alpha +1\/10 +host-1/m);
    await shows(terminal, "up/down choose");
    await terminal.press("Enter");
    await shows(terminal, new RegExp(`^${failed} +alpha +FAILED .* no route$`, "m"));
    await terminal.press("Escape");
    // Keys that come at once with an escape are another key.
    await shows(terminal, /^alpha +3 +0 /m);
    await terminal.press("Down", "p");
    await shows(terminal, /Pause \w+\? y or n/);
    await terminal.press("n");
    await shows(terminal, "up/down choose");
    await terminal.press("Up", "Up", "Up", "p");
    await shows(terminal, "Pause alpha? y or n");
    await terminal.press("y");
    await shows(terminal, /^alpha .* paused .* by ada /m);
    expect((await watched.store.queues.get("alpha")).paused).toBeDefined();
    await terminal.press("q");
    await shows(terminal, /before\nended with 0$/m);
  });

  it("top says that nobody answers, and ends by Ctrl-C", async (context) => {
    if (NO_TMUX !== undefined) return context.skip(NO_TMUX);
    using terminal = new Terminal({ MILLRACE_URL: "http://127.0.0.1:1" });
    await terminal.enter("millrace top; echo ended with $?");
    await shows(terminal, /the server cannot be reached/);
    await terminal.press("C-c");
    await shows(terminal, "ended with 0");
  });
});

it("top needs a terminal", async () => {
  expect(await runCli(["top"])).toMatchObject({ code: 2, stderr: /top needs a terminal/ });
});
