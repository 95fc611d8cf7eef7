import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { EndlessList } from "./endless-table.tsx";

/** An endless query as a list of `items`. */
export function endlessList<Item, Page>(
  list: UseInfiniteQueryResult<InfiniteData<Page>>,
  items: readonly Item[] | undefined,
): EndlessList<Item> {
  return {
    items,
    error: list.error,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => void list.fetchNextPage(),
  };
}

/** How often to ask again for a list as long as it is one page: many pages would be many calls. */
export function onePageInterval(interval: false | (() => number | false)) {
  return ({
    state,
  }: {
    readonly state: { readonly data?: { readonly pages: readonly unknown[] } | undefined };
  }): number | false =>
    interval === false || (state.data?.pages.length ?? 0) > 1 ? false : interval();
}
