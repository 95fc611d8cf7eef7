// The thread that has the database: it carries out what the store asks, so that neither SQL nor the
// disk holds up the event loop of the process.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { MillraceError, type SqliteUrl } from "@millrace/core";
import { carryError } from "../carried-error.ts";
import type { Batch } from "../operation.ts";
import type { FromThread, ToThread } from "../thread-message.ts";
import { Engine } from "./engine.ts";
import { openDatabase } from "./open-database.ts";

/** The most batches that become one transaction: the first of them waits for the last. */
const GROUP_BATCHES = 64;

const port = parentPort;
if (port === null) throw new Error("this program runs as a thread of the store");
const send = (message: FromThread) => port.postMessage(message);
const engine = open();

if (engine !== undefined) {
  port.on("message", (first: ToThread) => {
    const batches: Batch[] = [];
    let closes = false;
    for (let next: ToThread | undefined = first; next !== undefined; ) {
      if (next === "close") closes = true;
      else batches.push(next);
      if (closes || batches.length === GROUP_BATCHES) break;
      next = receiveMessageOnPort(port)?.message as ToThread | undefined;
    }
    if (batches.length > 0) send({ kind: "answers", answers: engine.run(batches) });
    if (closes) {
      engine.close();
      port.close();
    }
  });
}

function open(): Engine | undefined {
  try {
    const url = workerData as SqliteUrl;
    const opened = new Engine(openDatabase(url), url.file);
    send({ kind: "opened" });
    return opened;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    send({ kind: "refused", error: carryError(error) });
    return undefined;
  }
}
