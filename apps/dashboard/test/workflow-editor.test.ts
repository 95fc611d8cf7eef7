import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toTypeScript, workflow } from "@millrace/workflow";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { violations } from "./axe.ts";
import { context, dashboard, inChromium, openPage, page, withPage } from "./in-chromium.ts";

const MAX_GRAPH_BYTES = 85_000;
const MAX_TEXT_BYTES = 130_000;
const MAX_EDITOR_BYTES = 60_000;

inChromium();
withPage();
beforeEach(() => openEditor());

async function openEditor(): Promise<void> {
  await page.goto(`${dashboard.url}/workflows/-/edit`);
  await page.getByRole("application", { name: "Canvas" }).waitFor();
}

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const option = (name: string) => page.getByRole("option", { name: new RegExp(`^${name}\\b`) });
const step = (name: string) => page.locator(`.react-flow__node[data-id="steps.${name}"]`);
const verdict = (text: string) => page.getByRole("status").getByText(text).waitFor();
const button = (name: string) => page.getByRole("button", { name, exact: true });

/** What the editor would give away. */
async function exported(format: "JSON" | "YAML" | "TypeScript"): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("dialog").getByRole("button", { name: format }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  const text = readFileSync(await (await saved).path(), "utf8");
  await press("Escape");
  return text;
}

async function openText(name: string, text: string): Promise<void> {
  const path = join(dashboard.files, name);
  writeFileSync(path, text);
  await page.getByLabel("File to open").setInputFiles(path);
}

test("a workflow is built by keys alone, undone to nothing, and done again", async () => {
  await page.getByRole("listbox", { name: "Outline of the steps" }).focus();
  await press("a", "Enter", "Control+a");
  await page.keyboard.type("charge");
  await press("Enter");
  await option("charge").waitFor();
  await page.getByRole("listbox", { name: "Outline of the steps" }).focus();
  await press("a");
  await option("task").waitFor();
  await press("Enter", "Control+a");
  await page.keyboard.type("ship");
  await press("Enter");
  await option("ship").waitFor();
  await page.getByRole("application", { name: "Canvas" }).focus();
  await press("Tab");
  await option("task").waitFor();
  await press("Control+d");
  await option("task_2").waitFor();
  await verdict("In order, says the server");
  const built = parse(await exported("YAML"));
  expect(built.steps).toEqual({
    charge: { type: "task" },
    ship: { after: ["charge"], type: "task" },
    task: { after: ["ship"], type: "task" },
    task_2: { after: ["ship"], type: "task" },
  });
  while (await button("Undo").isEnabled()) await press("Control+z");
  await page.getByText("A workflow is made of steps").waitFor();
  while (await button("Do again").isEnabled()) await press("Control+y");
  expect(parse(await exported("YAML"))).toEqual(built);
});

test("a workflow is built by mouse: added, connected, given an input, and a step taken away", async () => {
  const add = page.getByRole("group", { name: "Add a step" });
  await add.getByRole("button", { name: "Task" }).click();
  await page.locator(".react-flow__pane").click({ position: { x: 20, y: 20 } });
  await add.getByRole("button", { name: "Map" }).click();
  await step("map").waitFor();
  await add.getByRole("button", { name: "Sleep" }).click();
  await add.getByRole("button", { name: "Finally" }).click();
  await step("sleep").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await drag(step("task").locator(".source"), step("map").locator(".target"));
  await page.getByRole("list", { name: "Comes after" }).getByText("task").waitFor();
  await page.getByRole("textbox", { name: "For each of" }).fill("steps.task.result.parcels");
  await step("task").click();
  await page.getByRole("textbox", { name: "Input" }).fill('{"id": "${input.id}"}');
  await verdict("In order, says the server");
  await step("sleep").click();
  await page.getByRole("button", { name: "Delete" }).click();
  expect(JSON.parse(await exported("JSON"))).toEqual({
    name: "my-workflow",
    schema: 1,
    steps: {
      task: { type: "task", input: { id: "${input.id}" } },
      map: { after: ["task"], type: "map", map: { over: "steps.task.result.parcels" } },
    },
    finally: { task_2: { type: "task_2" } },
  });
});

/** Until it has shown all: it may be on its way, or be about to begin. */
async function canvasStandsStill(): Promise<void> {
  const viewport = page.locator(".react-flow__viewport");
  await viewport.evaluate(
    (element) =>
      new Promise<void>((resolve) => {
        let [last, frames] = ["", 0];
        const look = () => {
          const { transform } = getComputedStyle(element);
          frames = transform === last ? frames + 1 : 0;
          last = transform;
          if (frames === 60) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

async function drag(from: ReturnType<typeof step>, to: ReturnType<typeof step>): Promise<void> {
  await canvasStandsStill();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error("a handle is not there");
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2);
  await page.mouse.up();
}

const COMMENTED = `# what happens to an order
name: order
schema: 1
steps:
  charge: # money first
    type: charge
  ship:
    after: [charge]
    type: ship
    when: steps.charge.result.ok
`;

test("text and canvas are one document: comments stay, references follow, one undo for both", async () => {
  await openText("order.yaml", COMMENTED);
  await option("charge").click();
  await press("Enter", "Control+a");
  await page.keyboard.type("pay");
  await press("Enter");
  await option("pay").waitFor();
  const renamed = COMMENTED.replace("charge: #", "pay: #")
    .replace("[charge]", "[pay]")
    .replace("steps.charge", "steps.pay");
  expect(await exported("YAML")).toBe(renamed);
  await page.getByRole("button", { name: "Both" }).click();
  const text = page.getByRole("textbox", { name: "Definition as YAML" });
  await text.click();
  await press("Control+End");
  await page.keyboard.type("  notify:\ntype: mail\n");
  await step("notify").waitFor();
  await press("Control+z");
  await step("notify").waitFor({ state: "detached" });
  await press("Control+z");
  await step("charge").waitFor();
  expect(await exported("YAML")).toBe(COMMENTED);
});

test("what is wrong is told by the server on the canvas, in the text and in a list that leads there", async () => {
  await openText("order.yaml", COMMENTED.replace("steps.charge", "steps.chrage"));
  await verdict("One thing is wrong");
  await option("ship")
    .getByText(/chrage/)
    .waitFor({ state: "attached" });
  await step("ship").locator(".border-failed").waitFor();
  await page.getByRole("button", { name: "Both" }).click();
  await page.getByRole("button", { name: /^steps\.ship\.when/ }).click();
  await page.locator(".cm-lintRange-error").getByText("steps.chrage.result.ok").waitFor();
  await page.getByRole("textbox", { name: "Only if" }).fill("steps.charge.result.ok");
  await verdict("In order, says the server");
  const text = page.getByRole("textbox", { name: "Definition as YAML" });
  await text.click();
  await press("Control+End");
  await page.keyboard.type("a: [");
  await page.getByRole("button", { name: /^line 1[01]/ }).waitFor();
});

const BUILT = workflow("order", { failure: "STOP", timeout: "2d" })
  .task("charge", {
    type: "charge",
    input: (r) => ({ id: r.input, "odd name": [1.5, null, "${"] }),
  })
  .sleep("rest-a-while", { after: ["charge"], for: "5m" })
  .await("approve", { after: ["rest-a-while"], signal: "approve", timeout: "24h" })
  .finally("cleanup", { type: "cleanup" });

describe("what the builder has made", () => {
  test("opens and comes out unchanged, in each format", async () => {
    const json = `${JSON.stringify(BUILT, null, 2)}\n`;
    await openText("built.json", json);
    await verdict("In order, says the server");
    expect(await exported("JSON")).toBe(json);
    const yaml = await exported("YAML");
    await openText("built.yaml", yaml);
    await page.getByRole("combobox", { name: "Format of the text" }).selectOption("json");
    expect(await exported("JSON")).toBe(json);
    expect(await exported("TypeScript")).toBe(toTypeScript(BUILT.definition));
  });
});

test("steps go to another workflow by the clipboard, and a draft is there after a reload", async () => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openText("order.yaml", COMMENTED);
  await option("charge").click();
  await press("Shift+ArrowDown");
  await page.getByText("2 steps").waitFor();
  await press("Control+c");
  await page.getByRole("button", { name: "New" }).click();
  await page.getByText("A workflow is made of steps").waitFor();
  await page.getByRole("listbox", { name: "Outline of the steps" }).focus();
  await press("Control+v");
  await option("ship").waitFor();
  await page.reload();
  await option("ship").waitFor();
  expect(JSON.parse(await exported("JSON")).steps).toEqual(parse(COMMENTED).steps);
});

test.each(["light", "dark"] as const)(
  "it is free of what axe finds, and fits a phone, in %s",
  async (scheme) => {
    await openPage({ colorScheme: scheme });
    await openEditor();
    await openText("order.yaml", COMMENTED.replace("steps.charge", "steps.chrage"));
    await verdict("One thing is wrong");
    await option("ship").click();
    await page.getByRole("button", { name: "Both" }).click();
    await page.getByRole("textbox", { name: "Definition as YAML" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("button", { name: "Outline" }).click();
    expect(await violations(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  },
);

test("a step is tried with a sample, and the workflow run dry, back and forth", async () => {
  await openText("order.yaml", COMMENTED);
  await option("ship").click();
  await page.getByText("Try it with a sample").click();
  await verdict("It starts");
  const sample = page.getByRole("textbox", { name: "Sample" });
  await sample.fill('{"input": {}, "steps": {"charge": {"result": {"ok": false}}}}');
  await verdict("It is skipped");
  await sample.fill('{"input": {}, "steps": {"charge": {"result": {"ok": true}}}}');
  await verdict("It starts");
  await button("Dry run").click();
  const charge = page.getByRole("region", { name: "charge" });
  await expect.poll(() => charge.getByRole("textbox").inputValue()).toContain('"ok": true');
  await charge.getByRole("button", { name: "Complete" }).click();
  await step("charge").getByText("completed").waitFor();
  const ship = page.getByRole("region", { name: "ship" });
  await ship.getByRole("button", { name: "Fail" }).click();
  await verdict("The run has failed");
  await button("Back").click();
  await ship.getByRole("button", { name: "Complete" }).click();
  await verdict("The run has completed");
  expect(await violations(page)).toEqual([]);
});

test("what has changed is shown on the graph, in a list and in the text", async () => {
  await openText("order.yaml", COMMENTED);
  await option("charge").click();
  await button("Delete").click();
  await button("Compare").click();
  await button("What was opened").click();
  await page.getByText("2 differences").waitFor();
  await page.getByRole("button", { name: "ship changed after" }).waitFor();
  await step("charge").getByText("removed").waitFor();
  await page.locator(".cm-deletedChunk").getByText("# money first").waitFor();
  expect(await violations(page)).toEqual([]);
  await button("End the comparison").click();
  await option("ship").waitFor();
});

const APPROVED = `name: approved
schema: 1
steps:
  pay: # by card
    type: fine
  yes:
    after: [pay]
    await: { signal: approve }
  last:
    after: ["yes"]
    type: broken
    max_attempts: 1
`;

test("a workflow that was drawn is saved, runs, gets a signal, fails, and runs again", async () => {
  await openText("approved.yaml", APPROVED);
  await verdict("In order, says the server");
  await press("Control+s");
  await page.getByText("approved was saved as version 1.").waitFor();
  await page.getByText("v1").waitFor();
  await page.getByRole("link", { name: "Start a run" }).click();
  await page.getByRole("heading", { name: "approved" }).waitFor();
  await page.getByRole("button", { name: "Start a run" }).click();
  await page.getByRole("textbox", { name: "Input" }).fill('{"id": 1}');
  await button("Start").click();
  await step("pay").getByText("completed").waitFor();
  await step("yes").getByText("started").waitFor();
  expect(await violations(page)).toEqual([]);
  await button("Pause").click();
  await button("Resume").click();
  await button("Signal").click();
  expect(await page.getByRole("textbox", { name: "Signal" }).inputValue()).toBe("approve");
  await page.getByRole("textbox", { name: "Payload" }).fill('{"by": "ada"}');
  await button("Send").click();
  await page.getByText("last: broken never works").waitFor();
  await button("List").click();
  await button("yes").click();
  await page.getByRole("region", { name: "Result", exact: true }).getByText('"ada"').waitFor();
  await button("last").click();
  await page.getByRole("region", { name: "last" }).getByText("broken never works").waitFor();
  expect(await violations(page)).toEqual([]);
  await button("Run again what has failed").click();
  await page.getByText("attempt 2", { exact: true }).waitFor();
  await button("Timeline").click();
  await page.getByRole("button", { name: /^last ?, failed/ }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("region", { name: "last" }).getByRole("link").click();
  await page.getByRole("link", { name: /^last of run/ }).click();
  await step("last").getByText("failed").waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${dashboard.url}/workflows`);
  await page.getByRole("link", { name: "approved" }).first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("link", { name: "Edit" }).click();
  await option("pay").waitFor();
  expect(await exported("YAML")).toBe(APPROVED);
});

test("each part is small, and comes when it is needed", async () => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByRole("application", { name: "Canvas" }).waitFor();
  const size = (part: string) => {
    const path = asked.find((each) => each.includes(`/assets/${part}-`) && each.endsWith(".js"));
    if (path === undefined) return undefined;
    return readFileSync(join(dashboard.files, `${path.replace("/ui/", "")}.gz`)).length;
  };
  expect(size("text-look")).toBeUndefined();
  expect(size("sample")).toBeUndefined();
  expect(size("workflow-graph")).toBeLessThanOrEqual(MAX_GRAPH_BYTES);
  expect(size("editor-page")).toBeLessThanOrEqual(MAX_EDITOR_BYTES);
  await page.getByRole("button", { name: "Text" }).click();
  await page.getByRole("textbox", { name: "Definition as YAML" }).waitFor();
  expect((size("text-look") ?? NaN) + (size("text-view") ?? NaN)).toBeLessThanOrEqual(
    MAX_TEXT_BYTES,
  );
});
