import { systemClock } from "@millrace/core";
import { useEffect, useRef } from "react";

/** What a key does, or one after another, such as `g j`. */
export interface Hotkey {
  readonly label: string;
  readonly run: () => void;
}

export type HotkeyMap = Readonly<Record<string, Hotkey>>;

/** How long the second key of two may take. */
const SEQUENCE_MS = 1_500;

type Source = () => HotkeyMap;

/** The keys of whatever is shown; what came last counts first. */
class Hotkeys {
  readonly #sources: Source[] = [];
  #before: string | undefined;
  #endSequence = () => {};

  constructor() {
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  add(source: Source): () => void {
    this.#sources.unshift(source);
    return () => {
      this.#sources.splice(this.#sources.indexOf(source), 1);
    };
  }

  /** All keys that do something now, for who wants to know them. */
  get all(): readonly (readonly [string, Hotkey])[] {
    const seen = new Map<string, Hotkey>();
    for (const source of this.#sources) {
      for (const [keys, hotkey] of Object.entries(source())) {
        if (!seen.has(keys)) seen.set(keys, hotkey);
      }
    }
    return [...seen];
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (!isCommand && (isTyping(event.target) || document.querySelector("dialog[open]"))) return;
    const key = isCommand ? `Mod+${event.key}` : event.key;
    const keys = this.#before === undefined ? key : `${this.#before} ${key}`;
    this.#endSequence();
    this.#before = undefined;
    const all = this.all;
    const hotkey = all.find(([known]) => known === keys)?.[1];
    if (hotkey !== undefined) {
      event.preventDefault();
      hotkey.run();
    } else if (all.some(([known]) => known.startsWith(`${key} `))) {
      this.#before = key;
      this.#endSequence = systemClock.setTimer(SEQUENCE_MS, () => {
        this.#before = undefined;
      });
    }
  }
}

/** Whether keys pressed in `target` are its own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox]), textarea, select, [data-own-keys]") !== null
  );
}

export const hotkeys: Hotkeys = new Hotkeys();

/** Has keys do something as long as the component is shown. */
export function useHotkeys(map: HotkeyMap): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => hotkeys.add(() => latest.current), []);
}
