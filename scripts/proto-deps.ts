// Writes what the server serves beside the contract, health and reflection, into proto-deps/, from the
// npm packages that carry it, for buf to make stubs of.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const target = join(import.meta.dirname, "../proto-deps");
const require = createRequire(import.meta.url);

const shipped = {
  "grpc/health/v1/health.proto": ["grpc-health-check", "proto/health/v1/health.proto"],
  "grpc/reflection/v1/reflection.proto": [
    "@grpc/reflection",
    "build/proto/grpc/reflection/v1/reflection.proto",
  ],
  "grpc/reflection/v1alpha/reflection.proto": [
    "@grpc/reflection",
    "build/proto/grpc/reflection/v1alpha/reflection.proto",
  ],
} as const;

/** Replaces the folder proto-deps/. */
export function writeProtoDeps(): void {
  rmSync(target, { recursive: true, force: true });
  for (const [path, [name, source]] of Object.entries(shipped)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    const root = dirname(require.resolve(`${name}/package.json`));
    copyFileSync(join(root, source), join(target, path));
  }
}
