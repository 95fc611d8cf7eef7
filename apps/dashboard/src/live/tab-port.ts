import type { Clock } from "@millrace/core";
import type { TabMessage, WorkerMessage } from "./live-message.ts";
import type { TopicStream } from "./topic-stream.ts";

/** One end of what connects a tab with the worker: a MessagePort. */
export interface Port<Sent> {
  postMessage(message: Sent): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
}

/** How long a tab may be silent: browsers let those in the background have a timer once a minute. */
export const TAB_LOST_MS = 150_000;

/** The topics of one tab, in the worker. */
export class TabPort {
  readonly #stream: TopicStream;
  readonly #port: Port<WorkerMessage>;
  readonly #clock: Clock;
  #stopTimer = () => {};

  constructor(stream: TopicStream, port: Port<WorkerMessage>, clock: Clock) {
    this.#stream = stream;
    this.#port = port;
    this.#clock = clock;
    port.addEventListener("message", ({ data }) => this.#receive(data as TabMessage));
    port.start();
  }

  #tell = (message: WorkerMessage): void => this.#port.postMessage(message);

  #receive(message: TabMessage): void {
    this.#stopTimer();
    if (message.kind === "bye") {
      this.#stream.leaveAll(this.#tell);
      return;
    }
    // No event tells of a tab that has crashed.
    this.#stopTimer = this.#clock.setTimer(TAB_LOST_MS, () => this.#stream.leaveAll(this.#tell));
    if (message.kind === "want") this.#stream.want(message.topic, this.#tell);
    else if (message.kind === "leave") this.#stream.leave(message.key, this.#tell);
    else this.#tell({ kind: "pong" });
  }
}
