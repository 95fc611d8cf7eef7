import { type Manifest, workspacePackages } from "./workspace.ts";

/** For the authors of stores, and brings vitest with it. */
const CONTRACT = "@millrace/store-conformance";

/** The packages that other projects install. */
export function packedPackages(root: string): Manifest[] {
  return workspacePackages(root)
    .filter(({ folder }) => folder.startsWith("packages/"))
    .map(({ manifest }) => manifest)
    .filter((manifest) => !manifest.private && manifest.name !== CONTRACT);
}
