import { userInfo } from "node:os";
import type { PauseOptions } from "@millrace/client";
import type { EpochMs } from "@millrace/core";
import type { Io } from "./io.ts";

/** How to hold a queue up. Unless somebody is named, it is the user of this process who wants it. */
export function holdOptions({ reason, by, until }: HoldOptions, io: Pick<Io, "env">): PauseOptions {
  return { reason, by: by ?? userOf(io), until };
}

/** Whose process this is. */
export function userOf({ env }: Pick<Io, "env">): string | undefined {
  return env["USER"] || userName();
}

interface HoldOptions {
  readonly reason: string | undefined;
  readonly by: string | undefined;
  readonly until: EpochMs | undefined;
}

/** Some containers run as a user without a name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
