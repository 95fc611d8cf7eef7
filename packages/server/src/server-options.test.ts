import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";

test.each([
  [{ maintian: false }, "maintian is no field of a MillraceServer (did you mean maintain?)"],
  [{ limits: { payload: 5 } }, "limits.payload is no field of the limits"],
  [{ portLimits: { idle: 5 } }, "portLimits.idle is no field of the port's limits"],
])("%j is refused", (options, message) => {
  const all = { version: "0.0.0-test", ...options } as MillraceServerOptions;
  expect(() => new MillraceServer(new MemoryStore(), all)).toThrow(message);
});
