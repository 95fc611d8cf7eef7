import { silentLogger } from "@millrace/core";
import { expect, test } from "vitest";
import { ByteBudget } from "./byte-budget.ts";
import { Connections } from "./connections.ts";

test("a new connection has a second to begin, however short idle ones are kept", () => {
  let nowMs = 0;
  const connections = new Connections({
    limit: 10,
    budget: new ByteBudget(1, 1),
    clock: { now: () => nowMs },
    logger: silentLogger,
  });
  const retired: string[] = [];
  const open = (name: string) => {
    const connection = connections.add(() => {});
    if (connection === undefined) throw new Error("there is no room");
    connection.retire = () => retired.push(name);
    return connection;
  };
  open("new");
  const used = open("used");
  connections.callBegins(used);
  connections.callEnds(used);

  nowMs = 5;
  connections.retireIdle(5);
  expect(retired).toEqual(["used"]);

  nowMs = 1_000;
  connections.retireIdle(5);
  expect(retired).toEqual(["used", "new"]);
});
