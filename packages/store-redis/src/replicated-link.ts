import { Batcher, MillraceError } from "@millrace/core";
import { Command } from "ioredis";
import type { CommandTaker, RedisLink, Subscriber, SubscriberEvents } from "./redis-link.ts";
import { replyErrorOf } from "./reply-error.ts";

/** How long to wait for replicas, and for how many. */
export interface Replication {
  readonly replicas: number;
  readonly timeoutMs: number;
}

/** What a script returned, and how many replicas have what it wrote. */
export type ReplicatedReply = readonly [reply: unknown, replicas: number];

/**
 * Sends scripts that write, and answers when replicas have what they wrote, or did not in time.
 *
 * WAIT counts replicas for the writes of its own connection, and blocks that connection. So this link needs
 * its own connections, each write is followed by a WAIT on the same connection, and scripts that arrive
 * meanwhile are sent together, followed by one WAIT.
 *
 * A script must always write, even when there is nothing to do: on a connection that has written nothing,
 * WAIT counts every replica, whatever data that has.
 */
export class ReplicatedLink implements RedisLink {
  readonly #link: RedisLink;
  readonly #replication: Replication;
  readonly #queues = new WeakMap<CommandTaker, WaitQueue>();

  constructor(link: RedisLink, replication: Replication) {
    this.#link = link;
    this.#replication = replication;
  }

  get isReady(): boolean {
    return this.#link.isReady;
  }

  onceReady(listener: () => void): () => void {
    return this.#link.onceReady(listener);
  }

  get commands(): CommandTaker {
    return this;
  }

  /** Sends a script; resolves with a {@link ReplicatedReply}. */
  async sendCommand(command: Command): Promise<ReplicatedReply> {
    const node = this.nodeOf(command);
    if (node === undefined) throw new Error("no node is known to have the slot");
    const result = await this.#queueTo(node).add(command);
    if (result.status === "fulfilled") return result.value;
    if (isRedirection(result.reason)) this.lookForNodes();
    throw result.reason;
  }

  nodeOf(command: Command): CommandTaker | undefined {
    return this.#link.nodeOf(command);
  }

  lookForNodes(): void {
    this.#link.lookForNodes();
  }

  breakUp(command: Command): void {
    this.#link.breakUp(command);
  }

  subscribe(channels: readonly string[], events: SubscriberEvents): Subscriber {
    return this.#link.subscribe(channels, events);
  }

  close(): void {
    this.#link.close();
  }

  #queueTo(node: CommandTaker): WaitQueue {
    const known = this.#queues.get(node);
    if (known !== undefined) return known;
    const queue: WaitQueue = new Batcher(
      { sendBatch: (commands) => sendAndWait(node, commands, this.#replication) },
      { maxItems: Number.POSITIVE_INFINITY, maxInFlight: 1 },
    );
    this.#queues.set(node, queue);
    return queue;
  }
}

/** What goes over one connection: one group of scripts, with its WAIT, at a time. */
type WaitQueue = Batcher<Command, PromiseSettledResult<ReplicatedReply>>;

async function sendAndWait(
  node: CommandTaker,
  commands: readonly Command[],
  { replicas, timeoutMs }: Replication,
): Promise<PromiseSettledResult<ReplicatedReply>[]> {
  const wait = new Command("WAIT", [String(replicas), String(timeoutMs)]);
  // Sent in one go: a connection that breaks in between fails all of them.
  const sent = [...commands, wait].map((command) => node.sendCommand(command) as Promise<unknown>);
  const answers = await Promise.allSettled(sent);
  const waited = answers.pop() as PromiseSettledResult<unknown>;
  return answers.map((answer) => {
    if (answer.status === "rejected") return answer;
    if (waited.status === "rejected") return { ...waited, reason: explain(waited.reason) };
    return { status: "fulfilled", value: [answer.value, Number(waited.value)] };
  });
}

/** Whether a node of a cluster says that another one has the slot, or is about to have it. */
function isRedirection(reason: unknown): boolean {
  const code = replyErrorOf(reason)?.code;
  return code === "MOVED" || code === "ASK";
}

/** Why there is no count behind a write that was carried out. */
function explain(reason: unknown): unknown {
  const reply = replyErrorOf(reason);
  if (reply?.code !== "NOPERM" && reply?.code !== "NOCOMMAND") {
    // What was written may be lost, as when the master has become a replica: so it is as with a
    // connection that broke.
    return new Error("Redis did not say how many replicas have the job", { cause: reason });
  }
  return new MillraceError(
    "FAILED_PRECONDITION",
    `Redis has stored the job but does not let its user wait for replicas (${reply.text}); allow the command WAIT, or enqueue without durability REPLICATED`,
    { cause: reason },
  );
}
