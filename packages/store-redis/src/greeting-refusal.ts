import { connect } from "node:net";

/** How long a Redis that refuses a client takes to say so. */
const PATIENCE_MS = 1_000;
/** A refusal is a line, though a long one may be cut into several packets. */
const MAX_CHARACTERS = 4_096;

/**
 * What a Redis says to a client that has said nothing: one that takes no more clients, or none from
 * elsewhere, says so and closes the connection. Who writes meanwhile meets a broken connection and never
 * reads it. Undefined when it says nothing, as to a client that is welcome.
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
