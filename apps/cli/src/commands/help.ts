import { closestName } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import type { HELP } from "../specs/local.ts";
import { TOPICS } from "../topics.ts";

export const run: Run<typeof HELP> = async ({ arguments: [words], output, helpOn }) => {
  const topic = TOPICS[words.join(" ")];
  const help = topic?.() ?? helpOn(words);
  if (help !== undefined) return await output.raw(help);
  const asked = words.join(" ");
  const meant = closestName(asked, Object.keys(TOPICS));
  throw usageError(
    `there is no command and no topic ${asked}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    `the topics are ${Object.keys(TOPICS).join(", ")}; millrace --help has the commands`,
  );
};
