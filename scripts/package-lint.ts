import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packPublished } from "./tarballs.ts";
import { doorsOf, publishedPackages, type WorkspacePackage } from "./workspace.ts";

/** The ways to resolve modules that know the map of exports and ES modules. */
const MODERN = ["node16-esm", "bundler"];

const NEEDED = ["README.md", "LICENSE"];

/**
 * Packs each published package, which is to be built, as it would be published, and looks at the
 * tarball as users would: what is in it, and whether programs and types find what the doors name.
 *
 * @returns one line for each problem; none when all is well.
 */
export async function lintPackages(root: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-publishable-"));
  try {
    const tarballs = packPublished(root, folder);
    const problems: string[] = [];
    for (const pkg of publishedPackages(root)) {
      const tarball = new Uint8Array(readFileSync(tarballs.get(pkg.manifest.name) as string));
      const found = [...(await doorProblems(pkg, tarball)), ...(await typeProblems(pkg, tarball))];
      problems.push(...found.map((problem) => `${pkg.manifest.name}: ${problem}`));
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function doorProblems(pkg: WorkspacePackage, { buffer }: Uint8Array): Promise<string[]> {
  const { messages } = await publint({ pack: { tarball: buffer as ArrayBuffer }, strict: true });
  return messages.flatMap((message) => formatMessage(message, { ...pkg.manifest }) ?? message.code);
}

async function typeProblems(
  { manifest }: WorkspacePackage,
  tarball: Uint8Array,
): Promise<string[]> {
  const contents = createPackageFromTarballData(tarball);
  const missing = NEEDED.filter(
    (file) => !contents.fileExists(`/node_modules/${manifest.name}/${file}`),
  ).map((file) => `${file} is not in the tarball`);
  const entrypoints = doorsOf(manifest).map(({ door }) => door);
  if (entrypoints.length === 0) return missing;
  const analysis = await checkPackage(contents, { entrypoints });
  if (!analysis.types) return [...missing, "it has no types"];
  const problems = analysis.problems.filter(
    (problem) => !("resolutionKind" in problem) || MODERN.includes(problem.resolutionKind),
  );
  return [...missing, ...problems.map((problem) => JSON.stringify(problem))];
}
