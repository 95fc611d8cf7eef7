// One job, live in the same way as the others.
import type { JobView } from "@millrace/client";
import { isFinal, type Topic, JobView as View } from "@millrace/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { storeClock } from "../ui/clock.ts";
import { INTERVAL_MS, useLive } from "./live.ts";
import { useTopic } from "./topics.ts";

/** A job with all that it has, live until it has ended, and looked at now and then afterwards. */
export function useJob(id: string) {
  const cache = useQueryClient();
  const queryKey = ["job", id, "whole"];
  const whole = useQuery({
    queryKey,
    queryFn: (): Promise<JobView> => client.get(id),
    meta: { live: true },
  });
  const { data } = whole;
  const isOver = data !== undefined && isFinal(data.status);
  const topic: Topic = { job: id };
  useTopic(data === undefined || isOver ? undefined : topic, (state) => {
    if (state.kind !== "job") return;
    storeClock.atLeast(state.job.updatedAt);
    // An answer to a call may be newer than what was told of it.
    const known = cache.getQueryData<JobView>(queryKey);
    if ((known?.sequence ?? 0) < state.job.sequence) {
      cache.setQueryData(queryKey, new View(state.job));
    }
  });
  const glance = useQuery({
    queryKey: ["job", id, "glance"],
    queryFn: async () => {
      const job = await client.get(id, { view: "BASIC" });
      const known = cache.getQueryData<JobView>(queryKey);
      if ((known?.sequence ?? job.sequence) < job.sequence) {
        void cache.invalidateQueries({ queryKey });
      }
      return job.sequence;
    },
    ...useLive(isOver ? 5 * INTERVAL_MS : INTERVAL_MS, isOver ? undefined : topic),
  });
  // That it is gone, the glance hears first.
  return { job: data, error: whole.error ?? glance.error };
}

/** Why a job does not run, as long as it has not ended. */
export function useExplanation(id: string, isOn: boolean) {
  return useQuery({
    queryKey: ["job", id, "explanation"],
    queryFn: () => client.explain(id),
    enabled: isOn,
    ...useLive(),
  });
}
