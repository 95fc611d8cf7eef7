/** What the sources of one package may import. */
export interface Layer {
  /** Workspace packages. */
  readonly imports: readonly string[];
  /** Workspace packages that only a dynamic import, or an `import type`, may name. */
  readonly lazyImports?: readonly string[];
  /** Workspace packages that it only hands on, as optional peers, to the packages that it imports. */
  readonly peers?: readonly string[];
  /** Whether it may import packages from outside the workspace. Defaults to true. */
  readonly thirdParty?: boolean;
  /**
   * Where its sources run: `any` is Node, browsers and what lies between, except for those in
   * `src/node`. Defaults to `node`.
   */
  readonly runtime?: "any" | "node";
}

/** What any test may import besides what its package may. */
export const TEST_IMPORTS = ["@millrace/store-memory", "@millrace/store-conformance"];

/** The one package that may import each database driver. */
export const DRIVER_OWNERS: Readonly<Record<string, string>> = {
  ioredis: "@millrace/store-redis",
  redis: "@millrace/store-redis",
  pg: "@millrace/store-postgres",
};

/** What runs in Node only, besides Node's own modules. */
export const NODE_PACKAGES: readonly string[] = ["@connectrpc/connect-node"];

/** Apps that are files for others to serve, and have no module that anybody could import. */
export const FILE_PACKAGES: readonly string[] = ["@millrace/dashboard"];

const LAYERS: Readonly<Record<string, Layer>> = {
  "@millrace/core": { imports: [], thirdParty: false, runtime: "any" },
  "@millrace/store-url": { imports: ["@millrace/core"], thirdParty: false, runtime: "any" },
  "@millrace/protocol": { imports: ["@millrace/core"], runtime: "any" },
  "@millrace/store-conformance": {
    imports: [
      "@millrace/core",
      "@millrace/maintenance",
      "@millrace/schedule",
      "@millrace/workflow",
    ],
  },
  "@millrace/open": {
    imports: ["@millrace/core", "@millrace/store-url"],
    lazyImports: [
      "@millrace/store-memory",
      "@millrace/store-postgres",
      "@millrace/store-redis",
      "@millrace/store-sqlite",
    ],
    thirdParty: false,
  },
  "@millrace/schedule": { imports: ["@millrace/core"], runtime: "any" },
  "@millrace/workflow": { imports: ["@millrace/core"], runtime: "any" },
  "@millrace/maintenance": {
    imports: ["@millrace/core", "@millrace/schedule"],
    lazyImports: ["@millrace/workflow"],
    thirdParty: false,
  },
  "@millrace/metrics": { imports: ["@millrace/core"] },
  "@millrace/opentelemetry": { imports: ["@millrace/core"], runtime: "any" },
  "@millrace/server": {
    imports: [
      "@millrace/core",
      "@millrace/maintenance",
      "@millrace/metrics",
      "@millrace/protocol",
      "@millrace/schedule",
      "@millrace/workflow",
    ],
  },
  "@millrace/client": {
    imports: ["@millrace/core", "@millrace/protocol", "@millrace/store-url"],
    lazyImports: ["@millrace/open", "@millrace/schedule", "@millrace/workflow"],
    peers: [
      "@millrace/store-memory",
      "@millrace/store-postgres",
      "@millrace/store-redis",
      "@millrace/store-sqlite",
    ],
    runtime: "any",
  },
  "@millrace/worker": {
    imports: [
      "@millrace/core",
      "@millrace/maintenance",
      "@millrace/open",
      "@millrace/schedule",
      "@millrace/store-url",
    ],
    lazyImports: ["@millrace/client", "@millrace/metrics", "@millrace/workflow"],
    peers: ["@millrace/store-postgres", "@millrace/store-redis"],
  },
  "@millrace/faults": {
    imports: [
      "@millrace/client",
      "@millrace/core",
      "@millrace/maintenance",
      "@millrace/open",
      // Its TCP proxy, which is a door of its own and brings no test runner.
      "@millrace/store-conformance",
      "@millrace/store-postgres",
      // Its servers for tests.
      "@millrace/store-redis",
      "@millrace/store-url",
      "@millrace/worker",
      "@millrace/workflow",
    ],
  },
  "@millrace/bundles": {
    imports: [
      "@millrace/client",
      "@millrace/core",
      "@millrace/faults",
      "@millrace/server",
      "@millrace/store-conformance",
      "@millrace/store-memory",
      "@millrace/store-postgres",
      "@millrace/store-redis",
      "@millrace/store-sqlite",
      "@millrace/worker",
    ],
  },
  "@millrace/openapi": {
    imports: ["@millrace/core", "@millrace/protocol", "@millrace/server", "@millrace/store-memory"],
  },
  "@millrace/simulation": {
    imports: [
      "@millrace/core",
      "@millrace/maintenance",
      "@millrace/schedule",
      // Its faults, and the way to open a store; neither brings a test runner.
      "@millrace/store-conformance",
      "@millrace/store-memory",
      "@millrace/worker",
      "@millrace/workflow",
    ],
  },
};

const STORE: Layer = { imports: ["@millrace/core", "@millrace/store-url"] };

/** The layer of the package `name` in `packages/`, or `undefined` when it has none. */
export function layerOf(name: string): Layer | undefined {
  return LAYERS[name] ?? (name.startsWith("@millrace/store-") ? STORE : undefined);
}
