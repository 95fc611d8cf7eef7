// Fires the schedules of a store: `node ticker-program.ts URL`. It prints "started", and "fires" when it is about to make
// a job of one.
import { type ScheduleStore, silentLogger } from "@millrace/core";
import { ScheduleTicker } from "@millrace/maintenance";
import { openStore } from "@millrace/open";

const [url = ""] = process.argv.slice(2);
const { store } = await openStore(url, { logger: silentLogger });
const { schedules } = store;
const telling: ScheduleStore = {
  get: (name) => schedules.get(name),
  list: (cursor) => schedules.list(cursor),
  due: (limit) => schedules.due(limit),
  change: (change) => {
    if (change.jobs.length > 0) console.log("fires");
    return schedules.change(change);
  },
  firings: (name) => schedules.firings(name),
  onChange: (listener) => schedules.onChange(listener),
};
const home = {
  get: store.get.bind(store),
  cancel: store.cancel.bind(store),
  schedules: telling,
};
new ScheduleTicker({ store: home, logger: silentLogger }).start();
console.log("started");
