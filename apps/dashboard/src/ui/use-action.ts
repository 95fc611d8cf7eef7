import { useState } from "react";
import { refreshAll } from "../live/query-client.ts";
import { notices, reasonOf } from "./notices.ts";

/** Something that is done at a click, one at a time. */
export interface Action {
  readonly isBusy: boolean;
  /** Does `work` and says `done`, or why not; resolves with whether it was done. */
  readonly run: (work: () => Promise<unknown>, done: string) => Promise<boolean>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  return {
    isBusy,
    async run(work, done) {
      setBusy(true);
      try {
        await work();
        notices.say("done", done);
        return true;
      } catch (error) {
        notices.say("failed", reasonOf(error));
        return false;
      } finally {
        setBusy(false);
        await refreshAll();
      }
    },
  };
}
