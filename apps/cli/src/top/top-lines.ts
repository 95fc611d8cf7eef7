import type { Queue } from "@millrace/client";
import { JOB_VIEW } from "../output/job-view.ts";
import { oneLine } from "../output/printable.ts";
import { QUEUE_VIEW, rateText } from "../output/queue-view.ts";
import type { Shown } from "../output/shown.ts";
import { Table } from "../output/table.ts";
import type { Style, View } from "../output/view.ts";
import { WORKER_VIEW } from "../output/worker-view.ts";
import type { Snapshot } from "./snapshot.ts";

/** A line of the screen. */
export interface TopLine {
  readonly text: string;
  readonly style?: Style | undefined;
  readonly selected?: boolean;
}

export interface TopState {
  readonly snapshot: Snapshot;
  /** The type of the queue that is chosen. */
  readonly selected: string | undefined;
  /** The type of the queue whose jobs are shown. */
  readonly opened: string | undefined;
}

/** The lines of a screen of `width` by `height`, without what stands below them. */
export function topLines(
  { snapshot, selected, opened }: TopState,
  { width, height, shown }: { width: number; height: number; shown: Shown },
): readonly TopLine[] {
  const { queues, workers, jobs } = snapshot;
  const head: TopLine[] = [
    {
      text: `${queues.length} queues, ${workers.length} workers; ${ratesOf(queues)}`,
      style: "bold",
    },
    { text: "" },
  ];
  const table = <Item>(items: readonly Item[], view: View<Item>, room: number) =>
    tableLines(items, view, { width, room, shown });
  if (opened !== undefined) {
    const rows = table(jobs, JOB_VIEW, height - head.length - 2);
    return [...head, { text: `jobs of ${opened}`, style: "bold" }, ...rows];
  }
  // Of the lines that are left, queues have two thirds.
  const room = height - head.length - 1;
  const queueRoom = Math.max(2, Math.ceil((room * 2) / 3) - 1);
  const queueRows = table(queues, QUEUE_VIEW, queueRoom);
  return [
    ...head,
    ...queueRows.map((line, place) => ({
      ...line,
      selected: place > 0 && queues[place - 1]?.type === selected,
    })),
    { text: "" },
    ...table(workers, WORKER_VIEW, room - queueRows.length),
  ];
}

function ratesOf(queues: readonly Queue[]): string {
  const sum = (of: (activity: Queue["activity"]) => number) =>
    rateText(queues.reduce((total, { activity }) => total + of(activity), 0));
  const enqueued = sum(({ enqueuedPerSecond }) => enqueuedPerSecond);
  const completed = sum(({ completedPerSecond }) => completedPerSecond);
  const failed = sum(({ failedPerSecond }) => failedPerSecond);
  return `per second ${enqueued} enqueued, ${completed} completed, ${failed} failed`;
}

function tableLines<Item>(
  items: readonly Item[],
  view: View<Item>,
  { width, room, shown }: { width: number; room: number; shown: Shown },
): TopLine[] {
  const columns = view.columns.filter(({ wide = false }) => !wide);
  const table = new Table(columns);
  const seen = items.slice(0, Math.max(0, room - 1)).map((item) => {
    const cells = columns.map(({ cell }) => oneLine(cell(item, shown)));
    table.measure(cells);
    const styles = columns.flatMap(({ style }) => style?.(item) ?? []);
    return { cells, style: styles.find((style) => style === "red") ?? styles[0] };
  });
  const rows = seen.map(({ cells, style }) => ({ text: table.line(cells, width), style }));
  return [{ text: table.line(table.header, width), style: "bold" }, ...rows];
}
