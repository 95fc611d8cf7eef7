import { expect, test } from "vitest";
import { EditorActions } from "./editor-actions.ts";
import { EditorStore } from "./editor-store.ts";

const YAML = "# mine\nname: w\nsteps:\n  a:\n    type: t\n";
const newStore = () => new EditorStore({ text: YAML, format: "yaml" });

test("what was done on the canvas, in the text and in fields is undone in order, then done again", () => {
  const store = newStore();
  const actions = new EditorActions(store);
  const texts = [store.state.text];
  const note = () => texts.push(store.state.text);
  actions.add("sleep");
  note();
  store.type(store.state.text.replace("5m", "7m"));
  note();
  actions.rename("steps.a", "first");
  note();
  store.setFormat("json");
  note();
  actions.setFields("steps.first", { priority: 9 });
  note();
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of texts.toReversed()) {
    expect(store.state.text).toBe(text);
    store.undo();
  }
  expect(store.state).toMatchObject({ text: YAML, format: "yaml", redoes: "add sleep" });
  expect(store.state).not.toHaveProperty("undoes");
  for (const text of texts) {
    expect(store.state.text).toBe(text);
    store.redo();
  }
});

test("keys that are typed one after another are undone at once", () => {
  const store = newStore();
  for (const length of [1, 2, 3]) store.type(YAML + "# x".slice(0, length));
  store.undo();
  expect(store.state.text).toBe(YAML);
});

test("while a text says nothing, what it said last is shown, and only the text can be changed", () => {
  const store = newStore();
  const said = store.state.definition;
  store.type("steps: [");
  expect(store.state.definition).toEqual(said);
  new EditorActions(store).add("task");
  expect(store.state.text).toBe("steps: [");
  store.undo();
  expect(store.state.text).toBe(YAML);
});
