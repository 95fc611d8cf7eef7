import { expect, test } from "vitest";
import { Expression } from "./expression.ts";
import type { Json } from "./json.ts";

const values = {
  input: {
    list: [1, 2, 3],
    count: 5,
    half: 0.5,
    "a-b": "dash",
    strange: { $typeName: "google.protobuf.Any", constructor: "x", ["__proto__"]: 1 },
    items: Array.from({ length: 10_000 }, (_, n) => ({ n, name: "x".repeat(9) })),
  },
  run: { id: "r" },
  steps: { charge: { status: "COMPLETED", result: { ok: true, id: "c1" }, error: null } },
};

const scope = () => ({ variables: [], budget: { characters: 10_000 } });

function evaluate(text: string): Json {
  return new Expression(text, scope()).evaluate(values);
}

test.for<[string, Json]>([
  ["steps.charge.result.ok == true", true],
  ["steps['charge'].status", "COMPLETED"],
  ["input.count + 1", 6],
  ["input.count % 2", 1],
  ["7 / 2", 3.5],
  ["input.half * 2 == 1", true],
  ["-input.count", -5],
  ["size(input.list) + 1", 4],
  ["input.list.size()", 3],
  ["input.list[input.list.size() - 1]", 3],
  ["input.list.map(x, x * 2)", [2, 4, 6]],
  ["input.list.map(x, input.list.filter(y, y < x))", [[], [1], [1, 2]]],
  ["input.list.filter(x, x > 1) + [9]", [2, 3, 9]],
  ["input.list.exists_one(x, x == 2)", true],
  ["input.items.filter(x, x.n >= 9998).map(x, x.n)", [9998, 9999]],
  ["input['a-b']", "dash"],
  ["has(steps.charge.result.ok) && !has(input.nothing)", true],
  ["input.count == 5 ? 'five' : 'other'", "five"],
  ["int('7') + 1", 8],
  ["string(input.count) + '!'", "5!"],
  ["timestamp('2027-03-01T00:00:00Z') + duration('60s')", "2027-03-01T00:01:00.000Z"],
  ["{'id': steps.charge.result.id, 'list': [true, null]}", { id: "c1", list: [true, null] }],
  ["'abc'.matches('^a.c$')", true],
  ["input.strange", { $typeName: "google.protobuf.Any", constructor: "x", ["__proto__"]: 1 }],
])("%s", ([text, value]) => {
  expect(evaluate(text)).toEqual(value);
});

test("the same expression gives the same list again", () => {
  const expression = new Expression("input.list.map(x, x)", scope());
  expect([expression.evaluate(values), expression.evaluate(values)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test.for([
  ["steps.charge.result.paid == true", "steps.charge.result.paid: no such field"],
  ["steps.charge.result.of.what", "steps.charge.result.of: no such field"],
  ["input.list.map(x, steps.charge.result.paid)", "steps.charge.result.paid: no such field"],
  ["input.list.map(x, x.name)", /name/],
  ["'a' + 1", /no matching overload/],
  ["input.items.all(x, x in input.items)", "takes more than 1,000,000 steps; have it look at less"],
  ["input.items.all(x, x in input.items.map(y, y) || true)", /takes more than 1,000,000 steps/],
  ["input.items.all(x, input.items == input.items)", /takes more than/],
  [`['x']${".map(t, t + t)".repeat(60)}`, /takes more than 1,000,000 steps/],
  [`[input.items]${".map(t, t + t)".repeat(30)}`, /takes more than 1,000,000 steps/],
  [`[input.items]${".map(t, [t, t, t, t])".repeat(12)}`, /makes more than 1 MiB|takes more than/],
  ["1 / 0", /makes Infinity/],
  ["dyn(input.count) == 5 ? b'x' : 1", "makes what JSON has no form for"],
] as [string, string | RegExp][])("%#: what has no value says why", ([text, reason]) => {
  expect(() => evaluate(text)).toThrow(reason);
});

test.for([
  ["", /^is no expression/],
  ["1 +", /^is no expression: at character 3/],
  ["(".repeat(1_024), /^is no expression/],
  ["[".repeat(1_024), /^is no expression/],
  ["!-".repeat(500), /^is no expression/],
  ["x".repeat(1_025), "must have at most 1024 characters, but has 1025"],
  ["steps.a-b.result", /^names b; there are input, run, steps/],
  ["inptu.id", "names inptu (did you mean input?)"],
  ["steps", /^must name a step/],
  ["steps[input.name].result", /^must name a step/],
  ["size(steps)", /^must name a step/],
  ["steps.charge.output", "names steps.charge.output, but a step has status, result, error"],
  ["now()", "calls now, which is no function"],
  ["google.protobuf.Duration{seconds: 1}", /^names the message/],
] as [string, string | RegExp][])("%#: what cannot be read is refused", ([text, reason]) => {
  expect(() => new Expression(text, scope())).toThrow(reason);
});

test("an expression tells which steps it looks at, and a variable hides them", () => {
  const read = (text: string) => [...new Expression(text, scope()).steps];
  expect(read("steps.a.result + steps['b-c'].result.steps.d")).toEqual(["a", "b-c"]);
  expect(read("input.list.all(steps, steps.x == 1)")).toEqual([]);
});
