import { execFileSync } from "node:child_process";
import {
  createFileRegistry,
  type DescService,
  type FileRegistry,
  fromBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const MAX_BYTES = 64 * 1024 * 1024;

/** The protos below `root` with their comments, which the stubs do not have. */
export function readImage(root: string): FileRegistry {
  const image = execFileSync("buf", ["build", "--output", "-#format=binpb"], {
    cwd: root,
    maxBuffer: MAX_BYTES,
  });
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
}

/** Those of Millrace, by the order of their files' names. */
export function ownServices(registry: FileRegistry): DescService[] {
  return [...registry.files]
    .filter(({ proto }) => proto.package.startsWith("millrace."))
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap(({ services }) => services);
}
