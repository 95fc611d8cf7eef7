import type { Socket } from "node:net";

export type Protocol = "HTTP/1.1" | "HTTP/2";

// A client that speaks HTTP/2 without being asked to begins with "PRI * HTTP/2.0"; no method of
// HTTP/1.1 begins so.
const PREFACE = Buffer.from("PRI");

/**
 * Reads from `socket` until its first bytes tell the protocol, puts them back, and calls `onKnown`
 * at once. A client that goes without having said enough is not told of.
 */
export function detectProtocol(socket: Socket, onKnown: (protocol: Protocol) => void): void {
  let begin = Buffer.alloc(0);
  const onReadable = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    begin = Buffer.concat([begin, chunk]);
    const protocol = protocolOf(begin);
    if (protocol === undefined) return;
    socket.off("readable", onReadable);
    // Not before they are enough: bytes that are put back are readable again at once, and a reader
    // that waits for more of them would never let the event loop go on.
    socket.unshift(begin);
    onKnown(protocol);
  };
  socket.on("readable", onReadable);
}

function protocolOf(begin: Buffer): Protocol | undefined {
  const head = begin.subarray(0, PREFACE.length);
  if (!head.equals(PREFACE.subarray(0, head.length))) return "HTTP/1.1";
  return head.length === PREFACE.length ? "HTTP/2" : undefined;
}
