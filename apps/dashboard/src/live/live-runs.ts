// Runs of workflows, which are asked for: they are no topic of the stream that all tabs share.
import { isFinalRun, type WorkflowVersion } from "@millrace/core";
import { useQuery } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { useLive } from "./live.ts";

const INTERVAL_MS = 2_000;

/** A version of a workflow, which never changes; the latest by default. */
export function useWorkflow(name: string, version?: number) {
  const live = useLive(5 * INTERVAL_MS);
  return useQuery({
    queryKey: ["workflow", name, version ?? "latest"],
    queryFn: (): Promise<WorkflowVersion> => client.workflows.get(name, version),
    enabled: name !== "",
    ...(version === undefined ? live : { staleTime: Number.POSITIVE_INFINITY }),
  });
}

/** A run with its steps, until it has ended. */
export function useRun(id: string) {
  const { refetchInterval, ...live } = useLive(INTERVAL_MS);
  return useQuery({
    queryKey: ["run", id],
    queryFn: () => client.workflows.getRun(id, { steps: true }),
    ...live,
    refetchInterval: ({ state }) => {
      const isOver = state.data !== undefined && isFinalRun(state.data.status);
      return isOver || refetchInterval === false ? false : refetchInterval();
    },
  });
}

/** The history of a run, as far as `sequence`. */
export function useRunHistory(id: string, sequence: number) {
  return useQuery({
    queryKey: ["run-history", id, sequence],
    queryFn: () => client.workflows.history(id),
    placeholderData: (before) => before,
  });
}

/** The result of a step of a run that has completed. */
export function useStepResult(id: string, step: string, epoch: number, isThere: boolean) {
  return useQuery({
    queryKey: ["step-result", id, step, epoch],
    queryFn: () => client.workflows.stepResult(id, step),
    enabled: isThere,
  });
}
