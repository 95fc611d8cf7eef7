// Watches for all tabs together, as a SharedWorker.
import { systemClock } from "@millrace/core";
import { client } from "../api/client.ts";
import type { WorkerMessage } from "./live-message.ts";
import { type Port, TabPort } from "./tab-port.ts";
import { TopicStream } from "./topic-stream.ts";

const scope = globalThis as unknown as {
  addEventListener(
    type: "connect",
    listener: (event: { readonly ports: readonly Port<WorkerMessage>[] }) => void,
  ): void;
};

const stream = new TopicStream(client, systemClock);

scope.addEventListener("connect", ({ ports: [port] }) => {
  if (port !== undefined) new TabPort(stream, port, systemClock);
});
