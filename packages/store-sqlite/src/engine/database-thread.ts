// The thread that has the database: it carries out what the store asks, so that neither SQL nor the
// disk holds up the event loop of the process.
import { setImmediate } from "node:timers";
import { parentPort, workerData } from "node:worker_threads";
import { MillraceError, splitBySize } from "@millrace/core";
import type { SqliteUrl } from "@millrace/store-url";
import { toErrorData } from "../error-data.ts";
import type { Batch, FromThread, ToThread } from "../thread-messages.ts";
import { Engine } from "./engine.ts";
import { openDatabase } from "./open-database.ts";

/**
 * The most jobs of one transaction, unless one batch is about more. The first batch waits for the last; and the
 * store makes the next ones while this thread writes.
 */
const GROUP_BOUNDS = { maxSize: 2_000 };

const port = parentPort;
if (port === null) throw new Error("this program runs as a thread of the store");
const send = (message: FromThread) => port.postMessage(message);
const engine = open();

if (engine !== undefined) {
  const waiting: Batch[] = [];
  let closes = false;
  let scheduled = false;

  const work = () => {
    scheduled = false;
    for (const group of splitBySize(waiting.splice(0), ({ jobs }) => jobs, GROUP_BOUNDS)) {
      send({ kind: "answers", answers: engine.run(group) });
    }
    if (!closes) return;
    engine.close();
    // The thread ends when it listens for nothing.
    port.off("message", take);
  };

  const take = (message: ToThread) => {
    if (message === "close") closes = true;
    else waiting.push(message);
    if (scheduled) return;
    scheduled = true;
    // Not at once: messages that came together become one transaction.
    setImmediate(work);
  };
  port.on("message", take);
}

function open(): Engine | undefined {
  try {
    const url = workerData as SqliteUrl;
    const opened = new Engine(openDatabase(url), url.file);
    send({ kind: "opened" });
    return opened;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    send({ kind: "refused", error: toErrorData(error) });
    return undefined;
  }
}
