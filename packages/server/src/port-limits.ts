/** What clients may take of the port, so that none of them stops the others. */
export interface PortLimits {
  /**
   * How many connections are open at once. When there are as many, the one that has been idle longest
   * makes room; when none is idle, new ones are closed at once. Defaults to 10,000, and to less where
   * the process may not open so many files.
   */
  readonly connections: number;
  /** How many calls of one HTTP/2 connection are open at once; others wait. Defaults to 1,000. */
  readonly connectionCalls: number;
  /**
   * How long a connection may take to begin, and an HTTP/1.1 request to send its headers, in
   * milliseconds. Defaults to 60,000.
   */
  readonly headersMs: number;
  /** How long a request may take to come, in milliseconds. Defaults to 300,000. */
  readonly requestMs: number;
  /** How long a client may take no byte of an answer, in milliseconds. Defaults to 60,000. */
  readonly answerMs: number;
  /**
   * How long a connection stays open without a call, in milliseconds. Defaults to 660,000, longer
   * than the common proxies keep one.
   */
  readonly idleMs: number;
  /**
   * What the requests and the unread answers of one connection may hold, in bytes; a server leaves
   * room for one message of each. A call that goes over is refused. What a server's own `handlers` read
   * and write does not count. Defaults to 128 MiB.
   */
  readonly connectionBytes: number;
  /**
   * What the requests and the unread answers of all connections may hold, in bytes. When they would
   * go over, the connection that holds most loses its largest call. Defaults to 256 MiB.
   */
  readonly heldBytes: number;
}

export const DEFAULT_PORT_LIMITS: PortLimits = {
  connections: 10_000,
  connectionCalls: 1_000,
  headersMs: 60_000,
  requestMs: 300_000,
  answerMs: 60_000,
  idleMs: 660_000,
  connectionBytes: 128 * 1024 * 1024,
  heldBytes: 256 * 1024 * 1024,
};
