import type { Json, Section } from "@millrace/workflow";
import { notices } from "../ui/notices.ts";
import { readDocument } from "./editor-document.ts";
import type { EditorStore } from "./editor-store.ts";
import {
  addAfter,
  addStep,
  type Commanded,
  connectSteps,
  copySteps,
  deleteSteps,
  disconnectSteps,
  duplicateSteps,
  type NewKind,
  pasteSteps,
  renameStep,
  setStepFields,
  setStepKind,
  setWorkflowFields,
  tidySteps,
} from "./step-commands.ts";
import { writeText } from "./write-document.ts";

type Fields = { readonly [name: string]: Json | undefined };

/** What can be done to the document, the same from each of its views. */
export class EditorActions {
  readonly #store: EditorStore;

  constructor(store: EditorStore) {
    this.#store = store;
  }

  /** Adds a step after those that are selected. */
  add = (kind: NewKind): void => {
    const { definition, selection } = this.#store.state;
    this.#do(addAfter(definition, kind, selection));
  };

  addAfter = (id: string): void => this.#do(addAfter(this.#definition, "task", [id]));
  addTo = (section: Section): void => this.#do(addStep(this.#definition, "task", { section }));
  connect = (from: string, to: string): void => {
    const connected = connectSteps(this.#definition, from, to);
    if (connected === undefined) notices.say("failed", "These steps cannot be connected that way.");
    this.#do(connected);
  };
  disconnect = (from: string, to: string): void =>
    this.#do(disconnectSteps(this.#definition, from, to));
  remove = (ids: readonly string[]): void => this.#do(deleteSteps(this.#definition, ids));
  removeSelected = (): void => this.remove(this.#store.state.selection);
  tidy = (): void => {
    const { selection } = this.#store.state;
    this.#do({ ...tidySteps(this.#definition), selection });
  };
  duplicate = (): void => {
    const { definition, selection } = this.#store.state;
    this.#do(duplicateSteps(definition, selection));
  };

  /** Whether the name could be had. */
  rename = (id: string, name: string): boolean => {
    const renamed = renameStep(this.#definition, id, name);
    this.#do(renamed);
    return renamed !== undefined;
  };

  setKind = (id: string, kind: NewKind): void => this.#do(setStepKind(this.#definition, id, kind));
  setFields = (id: string, fields: Fields): void =>
    this.#do(setStepFields(this.#definition, id, fields), true);
  setWorkflow = (fields: Fields): void =>
    this.#do(setWorkflowFields(this.#definition, fields), true);

  /** The selected steps as text; undefined when there are none. */
  copied = (): string | undefined => {
    const { definition, selection, format } = this.#store.state;
    const steps = copySteps(definition, selection);
    return steps && writeText(steps, format);
  };

  paste = (text: string): void => {
    const document = readDocument({ text, format: "yaml" });
    const pasted =
      "definition" in document ? pasteSteps(this.#definition, document.definition) : undefined;
    if (pasted === undefined) notices.say("failed", "What was copied has no steps of a workflow.");
    this.#do(pasted);
  };

  get #definition(): Json {
    return this.#store.state.definition;
  }

  #do(commanded: Commanded | undefined, grows = false): void {
    if (commanded === undefined) return;
    const { document } = this.#store.state;
    if ("fault" in document) {
      const { line, message } = document.fault;
      notices.say("failed", `Mend the text first, line ${line}: ${message}`);
      return;
    }
    const { label, definition, selection } = commanded;
    this.#store.change(label, definition, { selection, grows });
  }
}
