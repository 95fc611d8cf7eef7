import { systemClock, type Topic } from "@millrace/core";
import { useEffect, useRef } from "react";
import liveWorkerUrl from "#live-worker-url";
import { usePreference } from "../ui/preference.ts";
import type { LiveState } from "./live-message.ts";
import { topicKey } from "./live-message.ts";
import { LiveTopics, type LiveWorkerLink } from "./live-topics.ts";
import { liveness } from "./liveness.ts";
import { queryClient } from "./query-client.ts";

/** What this tab hears of the worker that watches for all tabs. */
export const liveTopics: LiveTopics = new LiveTopics(
  () =>
    new SharedWorker(liveWorkerUrl, {
      type: "module",
      name: "millrace",
    }) as unknown as LiveWorkerLink,
  // Whoever shows them asks from now on.
  () => void askForAll(),
  systemClock,
);

/** Lists may have many pages, and have intervals of their own. */
function askForAll(): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ meta }) => meta?.["live"] === true && meta["pages"] !== true,
  });
}

document.addEventListener("visibilitychange", () =>
  liveTopics.visible(document.visibilityState === "visible"),
);
addEventListener("pagehide", () => liveTopics.close());
// A page that comes back by the history goes on.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) liveTopics.visible(true);
});

/** Calls `onState` with the topic after each of its changes, as long as the page is live. */
export function useTopic(topic: Topic | undefined, onState: (state: LiveState) => void): void {
  const isLive = usePreference(liveness) === "live";
  const latest = useRef(onState);
  latest.current = onState;
  const wanted = useRef(topic);
  wanted.current = topic;
  const key = topic === undefined || !isLive ? undefined : topicKey(topic);
  useEffect(() => {
    if (key === undefined || wanted.current === undefined) return;
    return liveTopics.want(wanted.current, (state) => latest.current(state));
  }, [key]);
}
