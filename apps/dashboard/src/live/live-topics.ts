import { type Clock, MillraceError, systemClock, type Topic } from "@millrace/core";
import { connection } from "./connection.ts";
import { type LiveState, type TabMessage, topicKey, type WorkerMessage } from "./live-message.ts";
import type { Port } from "./tab-port.ts";

/** The worker that watches for all tabs, as far as it is used here. */
export interface LiveWorkerLink {
  readonly port: Port<TabMessage>;
  addEventListener(type: "error", listener: () => void): void;
}

type Listener = (state: LiveState) => void;

interface WantedTopic {
  readonly topic: Topic;
  readonly listeners: Set<Listener>;
  isTold: boolean;
}

const PING_MS = 10_000;
const MAX_UNANSWERED = 3;
/** A tab that nobody sees for so long leaves all its topics until it is seen again. */
const HIDDEN_MS = 30_000;

/**
 * The topics that this tab shows. As long as one is not told, because there is no worker, its stream is broken, or
 * this tab is hidden, whoever wants it has to ask by itself.
 */
export class LiveTopics {
  readonly #connect: () => LiveWorkerLink;
  readonly #clock: Clock;
  readonly #wanted = new Map<string, WantedTopic>();
  #port: Port<TabMessage> | undefined;
  #isBroken = false;
  #isAway = false;
  #unanswered = 0;
  #stopHidden = () => {};

  readonly #onLost: () => void;

  /** @param onLost called when topics do not come by themselves any more. */
  constructor(connect: () => LiveWorkerLink, onLost: () => void, clock: Clock = systemClock) {
    this.#connect = connect;
    this.#onLost = onLost;
    this.#clock = clock;
  }

  /** Whether the topic comes by itself. */
  isTold(topic: Topic): boolean {
    return this.#wanted.get(topicKey(topic))?.isTold === true;
  }

  /** Calls `listener` with the topic as it is and after each change, until the returned function is called. */
  want(topic: Topic, listener: Listener): () => void {
    const key = topicKey(topic);
    const known = this.#wanted.get(key);
    const wanted = known ?? { topic, listeners: new Set(), isTold: false };
    wanted.listeners.add(listener);
    this.#wanted.set(key, wanted);
    // The worker tells this tab anew, and so the new listener as well.
    this.#send({ kind: "want", key, topic });
    return () => {
      wanted.listeners.delete(listener);
      if (wanted.listeners.size > 0) return;
      this.#wanted.delete(key);
      this.#send({ kind: "leave", key });
    };
  }

  /** The tab is seen, or is not any more. */
  visible(isVisible: boolean): void {
    this.#stopHidden();
    if (!isVisible) {
      this.#stopHidden = this.#clock.setTimer(HIDDEN_MS, () => this.#goAway());
    } else if (this.#isAway) {
      this.#isAway = false;
      for (const [key, { topic }] of this.#wanted) this.#send({ kind: "want", key, topic });
    }
  }

  /** The page is left. */
  close(): void {
    this.#goAway();
  }

  #goAway(): void {
    if (this.#isAway) return;
    this.#send({ kind: "bye" });
    this.#isAway = true;
    for (const wanted of this.#wanted.values()) wanted.isTold = false;
  }

  #send(message: TabMessage): void {
    if (this.#isBroken || this.#isAway) return;
    this.#port ??= this.#open();
    this.#port?.postMessage(message);
  }

  #open(): Port<TabMessage> | undefined {
    try {
      const worker = this.#connect();
      worker.addEventListener("error", () => this.#break());
      worker.port.addEventListener("message", ({ data }) => this.#receive(data as WorkerMessage));
      worker.port.start();
      this.#ping(worker.port);
      return worker.port;
    } catch {
      // This browser has no such workers.
      this.#break();
      return undefined;
    }
  }

  #ping(port: Port<TabMessage>): void {
    if (this.#unanswered === MAX_UNANSWERED) {
      this.#break();
      return;
    }
    this.#unanswered++;
    port.postMessage({ kind: "ping" });
    this.#clock.setTimer(PING_MS, () => this.#ping(port));
  }

  #break(): void {
    this.#isBroken = true;
    this.#lose(undefined);
  }

  /** A topic, or each of them, is not told any more. */
  #lose(lost: string | undefined): void {
    for (const [key, wanted] of this.#wanted) {
      if (lost === undefined || lost === key) wanted.isTold = false;
    }
    this.#onLost();
  }

  #receive(message: WorkerMessage): void {
    this.#unanswered = 0;
    if (message.kind === "pong") return;
    if (message.kind === "failed") {
      if (message.key === undefined) {
        connection.failed(new MillraceError("UNAVAILABLE", message.reason));
      }
      this.#lose(message.key);
      return;
    }
    const wanted = this.#wanted.get(message.key);
    if (wanted === undefined) return;
    wanted.isTold = true;
    connection.answered();
    for (const listener of wanted.listeners) listener(message.state);
  }
}
