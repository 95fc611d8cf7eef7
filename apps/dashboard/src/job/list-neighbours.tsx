import type { JobPage } from "@millrace/client";
import type { InfiniteData } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { queryClient } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";

/** The ids of the list from which the reader came, as far as it was read. */
let lastList: readonly string[] = [];

/** Leads to the jobs before and after it in the list from which the reader came; nothing when there was none. */
export function ListNeighbours({ id }: { id: string }) {
  const [ids] = useState(() => (lastList = listWith(id)));
  const [, go] = useLocation();
  const place = ids.indexOf(id);
  const open = (other: string | undefined) => {
    if (other !== undefined) go(`/jobs/${other}`);
  };
  const before = () => open(ids[place - 1]);
  const after = () => open(ids[place + 1]);
  useHotkeys({
    "[": { label: "The job before it in the list", run: before },
    "]": { label: "The next job of the list", run: after },
  });
  if (place < 0 || ids.length < 2) return null;
  return (
    <span className="inline-flex items-center text-xs font-normal text-muted-foreground tabular-nums">
      <Button
        look="quiet"
        icon={ChevronLeft}
        hotkey="["
        aria-label="The job before it in the list"
        disabled={place === 0}
        onClick={before}
      />
      {place + 1} of {ids.length}
      <Button
        look="quiet"
        icon={ChevronRight}
        hotkey="]"
        aria-label="The next job of the list"
        disabled={place === ids.length - 1}
        onClick={after}
      />
    </span>
  );
}

/** The latest list that was read with this job in it. */
function listWith(id: string): readonly string[] {
  const lists = queryClient.getQueryCache().findAll({ queryKey: ["jobs", "list"] });
  for (const { state } of lists.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)) {
    const data = state.data as InfiniteData<JobPage> | undefined;
    const ids = [...new Set(data?.pages.flatMap(({ jobs }) => jobs.map((job) => job.id)))];
    if (ids.includes(id)) return ids;
  }
  // It is not kept for long once nobody looks at it.
  return lastList.includes(id) ? lastList : [];
}
