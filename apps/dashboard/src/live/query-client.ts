import { type InfiniteData, QueryClient, type QueryKey } from "@tanstack/react-query";
import { connection } from "./connection.ts";

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What is asked for anew by its interval needs no further attempts, which would pile up.
      retry: false,
      refetchOnWindowFocus: true,
      staleTime: 1_000,
      // The browser's word for offline knows nothing of this machine.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

queryClient.getQueryCache().subscribe(({ type, query, ...event }) => {
  if (type !== "updated" || query.meta?.["live"] !== true) return;
  const { action } = event as {
    readonly action?: { readonly type: string; readonly manual?: boolean };
  };
  // What a topic has brought is no answer to a call.
  if (action?.type === "success" && action.manual !== true) connection.answered();
  else if (action?.type === "error") connection.failed(query.state.error);
});

/**
 * Has everything that is shown of jobs and queues read anew: something was changed.
 *
 * @param gone the ids of jobs that are no more, and need not be looked for.
 */
export function refreshAll(gone: readonly string[] = []): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [kind, id] }) => kind !== "job" || !gone.includes(String(id)),
  });
}

/** Has the beginning of an endless list read anew, and not what lies below, which may be many pages. */
export function reloadBeginning(queryKey: QueryKey): void {
  queryClient.setQueryData<InfiniteData<unknown>>(
    queryKey,
    (old) => old && { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
  );
  void queryClient.invalidateQueries({ queryKey });
}
