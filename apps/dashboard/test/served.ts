// A server that can be killed: `served.ts REDIS-URL KEY-PREFIX FOLDER-OF-THE-PAGES PORT`.
import { silentLogger } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { RedisStore } from "@millrace/store-redis";

const [url = "", keyPrefix = "", files = "", port = ""] = process.argv.slice(2);
const server = new MillraceServer(new RedisStore(url, { keyPrefix }), {
  version: "0.0.0-test",
  hosts: ["queue.test"],
  logger: silentLogger,
  dashboard: { files },
});
await server.start(Number(port), "127.0.0.1");
process.send?.("listening");
