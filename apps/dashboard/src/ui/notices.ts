import { systemClock } from "@millrace/core";
import { useSyncExternalStore } from "react";

/** What has become of something that was asked for. */
export interface Notice {
  readonly id: number;
  readonly kind: "done" | "failed";
  readonly text: string;
  /** Where to see more. */
  readonly link?: { readonly href: string; readonly label: string } | undefined;
}

const SHOWN_MS = 6_000;
const FAILURE_SHOWN_MS = 15_000;

/** What the page says for a while, also to those who listen to it. */
class Notices {
  readonly #listeners = new Set<() => void>();
  #notices: readonly Notice[] = [];
  #last = 0;

  get all(): readonly Notice[] {
    return this.#notices;
  }

  say(kind: Notice["kind"], text: string, link?: Notice["link"]): void {
    this.#last++;
    const id = this.#last;
    this.#put([...this.#notices.slice(-2), { id, kind, text, link }]);
    systemClock.setTimer(kind === "failed" ? FAILURE_SHOWN_MS : SHOWN_MS, () => this.dismiss(id));
  }

  dismiss(id: number): void {
    this.#put(this.#notices.filter((notice) => notice.id !== id));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #put(notices: readonly Notice[]): void {
    this.#notices = notices;
    for (const listener of this.#listeners) listener();
  }
}

export const notices: Notices = new Notices();

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(notices.subscribe, () => notices.all);
}

/** Why something has failed, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
