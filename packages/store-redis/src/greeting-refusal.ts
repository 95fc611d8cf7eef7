import { connect } from "node:net";

/** How long to wait for the refusal of a Redis. */
const PATIENCE_MS = 1_000;
/** A refusal is a line, though a long one may be cut into several packets. */
const MAX_CHARACTERS = 4_096;

/**
 * The error that a Redis sends before the client has sent anything: with too many clients, or in protected
 * mode, it sends an error and closes the connection. A client that writes first only sees a broken
 * connection and never reads the error. Undefined when nothing is sent, as to a client that is accepted.
 */
export function greetingRefusal(host: string, port: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect({ host, port });
    const end = () => {
      socket.destroy();
      const line = /^-(.*?)\r\n/.exec(said)?.[1];
      resolve(
        line === undefined ? undefined : Object.assign(new Error(line), { name: "ReplyError" }),
      );
    };
    socket.setTimeout(PATIENCE_MS, end).unref();
    socket.on("error", end).on("close", end);
    socket.on("data", (bytes) => {
      said += bytes.toString("latin1");
      if (said.includes("\r\n") || said.length > MAX_CHARACTERS) end();
    });
  });
}
