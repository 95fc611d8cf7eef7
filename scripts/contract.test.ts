import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packContract } from "./contract.ts";
import { compareTrees } from "./drift.ts";

const ROOT = join(import.meta.dirname, "..");

let folder: string;
/** What is packed, away from the workspace. */
let proto: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-contract-"));
  execFileSync("tar", ["-xzf", packContract(ROOT, folder, "1.2.3"), "-C", folder]);
  proto = join(folder, "proto");
});

afterAll(() => rmSync(folder, { recursive: true }));

function buf(...args: string[]): Buffer {
  return execFileSync("buf", args, { cwd: proto, maxBuffer: 64 * 1024 * 1024 });
}

function compiled(...args: string[]) {
  const set = buf("build", ".", "--as-file-descriptor-set", "-o", "-#format=binpb", ...args);
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, set));
}

test("the packed contract compiles alone, with its comments", () => {
  expect(readdirSync(folder).toSorted()).toEqual([
    "LICENSE",
    "millrace-proto-1.2.3.tar.gz",
    "proto",
  ]);
  const file = compiled().getFile("millrace/v1/worker_service.proto");
  const comments = file?.proto.sourceCodeInfo?.location.map((at) => at.leadingComments);
  expect(comments).toContainEqual(expect.stringContaining("Lease due jobs"));
});

test("its rules are those that the server checks by", () => {
  const file = compiled("--exclude-source-info").getFile("buf/validate/validate.proto");
  expect(file).toBeDefined();
  const bytes = (desc: typeof file_buf_validate_validate) =>
    toBinary(FileDescriptorProtoSchema, desc.proto);
  expect(bytes(file as typeof file_buf_validate_validate)).toEqual(
    bytes(file_buf_validate_validate),
  );
});

test("each file of ours says its package in Go and in Java", () => {
  const ours = [...compiled().files].filter(({ name }) => name.startsWith("millrace/"));
  expect(ours.length).toBeGreaterThan(4);
  for (const { name, proto } of ours) {
    expect(proto.options, name).toMatchObject({
      goPackage: "github.com/millrace/millrace/gen/go/millrace/v1;millracev1",
      javaMultipleFiles: true,
      javaPackage: "com.millrace.v1",
    });
  }
});

test("buf export of the repository has the same files", () => {
  const exported = join(folder, "exported");
  execFileSync("buf", ["export", ".", "-o", exported], { cwd: ROOT });
  rmSync(join(proto, "README.md"));
  expect(compareTrees(proto, exported)).toEqual([]);
  expect(readFileSync(join(exported, "millrace/v1/job.proto"), "utf8")).toContain("// Where a job");
});
