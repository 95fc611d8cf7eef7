import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { GuardedSessionManager } from "./guarded-session-manager.ts";

type RequestArgs = Parameters<GuardedSessionManager["request"]>;

/** The most streams of one connection, whatever the server allows. */
const MAX_STREAMS = 1_000;

/** One connection of a {@link SessionPool}. */
interface Member {
  readonly manager: GuardedSessionManager;
  streams: number;
  /** How many streams the server allows at a time; unknown before its settings have come. */
  capacity: number | undefined;
  /** Settled once the first stream has brought the capacity, or failed. */
  probe: PromiseWithResolvers<void> | undefined;
}

/**
 * Spreads streams that stay open for long, such as watches, over as many connections as it takes: on
 * one that has all the streams its server allows, every further call would wait until another ends.
 */
export class SessionPool {
  readonly authority: string;
  readonly #url: string;
  readonly #members: Member[] = [];
  readonly #managers = new WeakMap<ClientHttp2Stream, GuardedSessionManager>();
  readonly #sessions = new WeakSet<ClientHttp2Session>();

  constructor(url: string) {
    this.authority = new URL(url).origin;
    this.#url = url;
  }

  /** Makes a request on a connection that has room for its stream, or on a further one. */
  async request(...args: RequestArgs): Promise<ClientHttp2Stream> {
    for (;;) {
      const roomy = this.#members.find(({ streams, capacity = 0 }) => streams < capacity);
      if (roomy !== undefined) return this.#requestBy(roomy, args);
      const unknown = this.#members.find(({ capacity }) => capacity === undefined) ?? this.#add();
      if (unknown.probe === undefined) return this.#probe(unknown, args);
      await unknown.probe.promise;
    }
  }

  notifyResponseByteRead(stream: ClientHttp2Stream): void {
    this.#managers.get(stream)?.notifyResponseByteRead(stream);
  }

  /** Ends every stream and connection. */
  abort(): void {
    for (const { manager } of this.#members) manager.abort();
  }

  #add(): Member {
    const manager = new GuardedSessionManager(this.#url);
    const member = { manager, streams: 0, capacity: undefined, probe: undefined };
    this.#members.push(member);
    return member;
  }

  /** The others wait for this request, so that 10,000 at once do not open 10,000 connections. */
  async #probe(member: Member, args: RequestArgs): Promise<ClientHttp2Stream> {
    const probe = Promise.withResolvers<void>();
    member.probe = probe;
    // Perhaps nobody waits for it.
    probe.promise.catch(() => {});
    const fail = (error: unknown) => {
      if (member.probe === probe) member.probe = undefined;
      probe.reject(error);
    };
    try {
      const stream = await this.#requestBy(member, args);
      stream.once("close", () => fail(new Error("the connection was lost as soon as it was made")));
      return stream;
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  async #requestBy(member: Member, args: RequestArgs): Promise<ClientHttp2Stream> {
    member.streams++;
    try {
      const stream = await member.manager.request(...args);
      stream.once("close", () => member.streams--);
      this.#managers.set(stream, member.manager);
      this.#learnCapacity(member, stream);
      return stream;
    } catch (error) {
      member.streams--;
      throw error;
    }
  }

  #learnCapacity(member: Member, stream: ClientHttp2Stream): void {
    const session = stream.session as ClientHttp2Session | undefined;
    if (session === undefined || this.#sessions.has(session)) return;
    this.#sessions.add(session);
    session.once("remoteSettings", ({ maxConcurrentStreams = MAX_STREAMS }) => {
      member.capacity = Math.min(maxConcurrentStreams, MAX_STREAMS);
      member.probe?.resolve();
    });
  }
}
