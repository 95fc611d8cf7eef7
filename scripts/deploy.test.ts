import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Service } from "kubernetes-models/v1";
import { beforeAll, describe, expect, it, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { thisMachine } from "./machine.ts";
import { METRIC_NAMES } from "./metrics-table.ts";
import { type Promtool, providePromtool } from "./promtool.ts";

const root = join(import.meta.dirname, "..");
const deploy = join(root, "deploy");

function read(file: string): string {
  return readFileSync(join(deploy, file), "utf8");
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const MODELS = { Deployment, Service, PodDisruptionBudget, HorizontalPodAutoscaler, ScaledObject };

const MANIFESTS = globSync("kubernetes/*.yaml", { cwd: deploy }).flatMap((file) =>
  parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest),
);

describe("what is for Kubernetes", () => {
  it.each(MANIFESTS.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    "%s %s keeps its schema",
    (kind, _, manifest) => {
      const Model = MODELS[kind as keyof typeof MODELS];
      expect(Model.apiVersion).toBe(manifest.apiVersion);
      // Throws what is wrong.
      new Model(manifest as never).validate();
      const broken = { ...manifest, spec: "none" };
      expect(() => new Model(broken as never).validate()).toThrow(/spec/);
    },
  );

  it("has no field that Kubernetes does not know, which its schemas would let pass", () => {
    expect(unknownFields(MANIFESTS)).toEqual([]);
    const misspelt = MANIFESTS.map((one) => ({
      ...one,
      spec: { ...Object(one).spec, replics: 2 },
    }));
    expect(unknownFields(misspelt)).toHaveLength(misspelt.length);
  });
});

/** What the compiler says of manifests as values of their kinds' types, which have no further fields. */
function unknownFields(manifests: readonly Manifest[]): string[] {
  const folder = join(root, "node_modules/.cache/manifests");
  const file = join(folder, "manifests.ts");
  const lines = manifests.map(({ apiVersion, kind, ...rest }) => {
    const door = kind === "ScaledObject" ? "@kubernetes-models/keda" : "kubernetes-models";
    const type = `import(${JSON.stringify(`${door}/${apiVersion}`)}).I${kind}`;
    return `(${JSON.stringify({ apiVersion, kind, ...rest })}) satisfies ${type};`;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${lines.join("\n")}\nexport {};\n`);
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--pretty", "false"];
  try {
    execFileSync("tsc", [...options, "--module", "nodenext", file], { stdio: "pipe" });
    return [];
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout)
      .split("\n")
      .filter((line) => /^\S/.test(line));
  }
}

test("what Kubernetes stops has longer than its own grace of 25 s", () => {
  for (const file of ["server", "email-worker"]) {
    const [first] = parseAllDocuments(read(`kubernetes/${file}.yaml`));
    const graceSeconds = first?.getIn([
      "spec",
      "template",
      "spec",
      "terminationGracePeriodSeconds",
    ]);
    expect(graceSeconds).toBeGreaterThan(25);
  }
});

const DASHBOARD_RULES = join(root, "node_modules/.cache/dashboard-rules.yaml");

/** The names in `text` that could be those of metrics of ours. */
function metricsIn(text: string): string[] {
  return text.match(/\b(millrace|rpc|nodejs|process)_\w+/g) ?? [];
}

test.each([
  "grafana/millrace.json",
  "prometheus/alerts.yaml",
  "prometheus/alerts.test.yaml",
  "kubernetes/email-worker-keda.yaml",
  "kubernetes/email-worker-hpa.yaml",
])("%s names no metric that there is not", (file) => {
  // Labels of ours that begin as metrics do.
  const labels = new Set(["rpc_method", "rpc_status_code"]);
  const names = metricsIn(read(file)).filter((name) => !labels.has(name));
  expect(names).not.toEqual([]);
  const own = names.filter((name) => !/^(nodejs|process)_/.test(name));
  expect(own.filter((name) => !METRIC_NAMES.has(name))).toEqual([]);
});

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
}

interface AlertTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

test("every alert is tested to fire", () => {
  const { groups } = parse(read("prometheus/alerts.yaml")) as Rules;
  const { tests } = parse(read("prometheus/alerts.test.yaml")) as AlertTests;
  const fired = tests.flatMap(({ alert_rule_test }) =>
    alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0).map((one) => one.alertname),
  );
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  expect([...new Set(fired)].sort()).toEqual(alerts.sort());
});

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

/** The expressions of the dashboard as a file of recording rules, which promtool can check. */
function expressionsAsRules(): string {
  const { panels } = JSON.parse(read("grafana/millrace.json")) as Dashboard;
  const rules = panels
    .flatMap(({ targets = [] }) => targets)
    .map(({ expr }, i) => ({ record: `panel_${i}`, expr: expr.replaceAll(/\$__\w+/g, "5m") }));
  return JSON.stringify({ groups: [{ name: "dashboard", rules }] });
}

describe("promtool", () => {
  let promtool: Promtool;

  beforeAll(async () => {
    promtool = await providePromtool(thisMachine, join(root, "node_modules/.cache/promtool"));
    mkdirSync(dirname(DASHBOARD_RULES), { recursive: true });
    writeFileSync(DASHBOARD_RULES, expressionsAsRules());
  }, 120_000);

  it.each([
    ["the rules", ["check", "rules", "alerts.yaml"]],
    ["the tests of the rules", ["test", "rules", "alerts.test.yaml"]],
    ["the configuration of Compose", ["check", "config", "prometheus.yaml"]],
    ["the expressions of the dashboard", ["check", "rules", DASHBOARD_RULES]],
  ])("passes %s", async (_, args, context?: { skip(reason: string): never }) => {
    if ("missing" in promtool) return context?.skip(promtool.missing);
    const files = args.map((arg) =>
      arg.endsWith(".yaml") ? resolve(deploy, "prometheus", arg) : arg,
    );
    const { ok, stdout, stderr } = await thisMachine.run(promtool.path, files);
    expect(ok, stdout + stderr).toBe(true);
  });
});
