import type { Client } from "@millrace/client";
import { type Duration, durationMs, MillraceError, sleep, systemClock } from "@millrace/core";
import { Box, Text, useApp, useInput, useWindowSize } from "ink";
import { createElement as h, type ReactNode, useEffect, useState } from "react";
import type { Shown } from "../output/shown.ts";
import { type Snapshot, snapshots } from "./snapshot.ts";
import { type TopLine, topLines } from "./top-lines.ts";

export interface TopOptions {
  readonly client: Client;
  readonly interval: Duration;
  readonly shown: Shown;
  /** Who pauses queues. */
  readonly by: string | undefined;
  readonly color: boolean;
}

const NOTHING: Snapshot = { queues: [], workers: [], jobs: [], fault: "" };

/** The screen of `top`: what it shows is renewed at each interval, and after each change. */
export function TopApp({ client, interval, shown, by, color }: TopOptions): ReactNode {
  const { exit } = useApp();
  const { columns, rows } = useWindowSize();
  const [snapshot, setSnapshot] = useState(NOTHING);
  const [fault, setFault] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [opened, setOpened] = useState<string>();
  const [asked, setAsked] = useState(false);
  const [changes, setChanges] = useState(0);
  const queue = snapshot.queues.find(({ type }) => type === chosen) ?? snapshot.queues[0];
  const isPaused = queue?.paused !== undefined;

  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const everyMs = durationMs(interval);
    const show = async () => {
      while (!signal.aborted) {
        try {
          for await (const now of snapshots(client, opened, { everyMs, signal })) {
            if (signal.aborted) return;
            setSnapshot((before) => (now.fault === "" ? now : { ...before, fault: now.fault }));
            setFault(now.fault);
          }
        } catch (error) {
          setFault(faultOf(error));
        }
        await sleep(systemClock, everyMs, signal);
      }
    };
    void show();
    return () => ended.abort();
  }, [client, interval, opened, changes]);

  const change = async () => {
    if (queue === undefined) return;
    try {
      if (isPaused) await client.queues.resume(queue.type);
      else await client.queues.pause(queue.type, { by, reason: "paused in top" });
      setChanges(changes + 1);
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  const move = (by: number) => {
    const place = snapshot.queues.findIndex(({ type }) => type === queue?.type);
    setChosen(snapshot.queues[Math.max(0, place + by)]?.type ?? queue?.type);
  };

  useInput((input, key) => {
    if (asked) {
      setAsked(false);
      if (input === "y") void change();
    } else if (input === "q") exit();
    else if (key.escape) setOpened(undefined);
    else if (key.return) setOpened(queue?.type);
    else if (key.upArrow || input === "k") move(-1);
    else if (key.downArrow || input === "j") move(1);
    else if (input === "p" && queue !== undefined) setAsked(true);
  });

  const state = { snapshot, selected: queue?.type, opened };
  const lines = topLines(state, { width: columns, height: rows - 1, shown });
  const question = `${isPaused ? "Resume" : "Pause"} ${queue?.type}? y or n`;
  const keys = "up/down choose  enter jobs  esc back  p pause or resume  q end";
  const below = asked
    ? { text: question, style: "yellow" as const }
    : fault === ""
      ? { text: keys, style: "dim" as const }
      : { text: fault, style: "red" as const };
  return h(
    Box,
    { flexDirection: "column" },
    ...[...lines, below].map((line, place) => lineOf(line, place, color)),
  );
}

function lineOf({ text, style, selected = false }: TopLine, place: number, color: boolean) {
  const look =
    style === "bold"
      ? { bold: true }
      : style === "dim"
        ? { dimColor: true }
        : { ...(color && style !== undefined && { color: style }) };
  return h(Text, { key: place, wrap: "truncate", inverse: selected, ...look }, text || " ");
}

function faultOf(error: unknown): string {
  if (error instanceof MillraceError) return error.message;
  throw error;
}
