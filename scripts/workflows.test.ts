import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validateWorkflow } from "@action-validator/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readManifest } from "./workspace.ts";

const root = join(import.meta.dirname, "..");
const FOLDER = join(root, ".github/workflows");

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly Step[];
  readonly "timeout-minutes"?: number;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const texts = readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), "utf8")]);
const workflows = new Map(texts.map(([file, text]) => [file, parse(text as string) as Workflow]));
const ci = workflows.get("ci.yml");
const release = workflows.get("release.yml");

describe.for(texts as [string, string][])("%s", ([file, text]) => {
  const { permissions, jobs } = workflows.get(file) as Workflow;

  test("keeps the schema of workflows", () => {
    expect(validateWorkflow(text).errors).toEqual([]);
  });

  test("pins actions by a major version", () => {
    const uses = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => uses ?? []),
    );
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action))).toEqual([]);
  });

  test("may change nothing unless a job says so, and ends", () => {
    expect(Object.values(permissions).filter((access) => access !== "read")).toEqual([]);
    expect(Object.values(jobs).filter((job) => job["timeout-minutes"] === undefined)).toEqual([]);
  });
});

test("CI runs what `npm test` runs, on every version that is supported", () => {
  const job = ci?.jobs["test"];
  expect(job?.steps.at(-1)?.run).toBe("npm test");
  expect(job?.env).toMatchObject({ MILLRACE_NODE: "present" });
  const { node, stores } = job?.strategy?.matrix ?? {};
  expect(node).toEqual([22, 24]);
  const named = (kind: string) =>
    new Set((stores as Readonly<Record<string, string>>[]).map((store) => store[kind]));
  expect(named("redis")).toEqual(new Set(["redis:6.2", "redis:7", "redis:8", "valkey/valkey:8"]));
  expect(named("postgres")).toEqual(new Set(["postgres:14", "postgres:18"]));
});

test("a release runs every check, by commands that are there, and proves where it is from", () => {
  const { steps = [], permissions } = release?.jobs["release"] ?? {};
  const tested = steps.findIndex(({ run }) => run === "npm test");
  const published = steps.findIndex(({ uses }) => uses?.startsWith("changesets/action@"));
  expect(tested).toBeGreaterThan(-1);
  expect(published).toBeGreaterThan(tested);
  expect(steps[published]).toMatchObject({
    with: { version: "npm run raise", publish: "npm run release" },
    env: { NPM_CONFIG_PROVENANCE: "true" },
  });
  expect(readManifest(root).scripts).toMatchObject({
    raise: "changeset version",
    release: "turbo run build && changeset publish",
  });
  expect(permissions).toMatchObject({ "id-token": "write" });
});
