import { render } from "ink";
import { createElement } from "react";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { holdOptions } from "../hold-options.ts";
import type { TOP } from "../specs/queue.ts";
import { TopApp } from "../top/top-app.ts";

export const run: Run<typeof TOP> = async ({ options, io, output, connect }) => {
  const { stdin, stdout, stderr } = io;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw usageError("top needs a terminal", "millrace queue list and millrace stats do not");
  }
  const { by } = holdOptions({ reason: undefined, by: undefined, until: undefined }, io);
  const app = createElement(TopApp, {
    client: await connect(),
    interval: options.interval ?? "1s",
    shown: output.shown,
    by,
    color: output.color,
  });
  const screen = render(app, {
    stdin: stdin as NodeJS.ReadStream,
    stdout: stdout as NodeJS.WriteStream,
    stderr: stderr as NodeJS.WriteStream,
    alternateScreen: true,
    // Whoever has a terminal here wants it, also where a variable says that this is a CI.
    interactive: true,
  });
  const end = () => screen.unmount();
  io.signal.addEventListener("abort", end);
  await screen.waitUntilExit();
  io.signal.removeEventListener("abort", end);
  return "ok";
};
