// Writes the definitions that ours import, or that we serve beside ours, into proto-deps/, from the
// npm packages that carry them, so that buf works offline.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { printProto } from "./print-proto.ts";

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

/** All of google/rpc/code.proto, which comes in the same package as error_details.proto. */
const CODE = `syntax = "proto3";

package google.rpc;

// The status codes of gRPC.
enum Code {
  OK = 0;
  CANCELLED = 1;
  UNKNOWN = 2;
  INVALID_ARGUMENT = 3;
  DEADLINE_EXCEEDED = 4;
  NOT_FOUND = 5;
  ALREADY_EXISTS = 6;
  PERMISSION_DENIED = 7;
  UNAUTHENTICATED = 16;
  RESOURCE_EXHAUSTED = 8;
  FAILED_PRECONDITION = 9;
  ABORTED = 10;
  OUT_OF_RANGE = 11;
  UNIMPLEMENTED = 12;
  INTERNAL = 13;
  UNAVAILABLE = 14;
  DATA_LOSS = 15;
}
`;

/**
 * The one message of google/rpc/error_details.proto that our errors carry; the package that ships
 * the whole file weighs 70 MB.
 */
const ERROR_DETAILS = `syntax = "proto3";

package google.rpc;

// Describes what is wrong with a request.
message BadRequest {
  // One field that breaks a rule.
  message FieldViolation {
    // A path that leads to the field.
    string field = 1;
    // Why the value is bad.
    string description = 2;
  }

  repeated FieldViolation field_violations = 1;
}
`;

/**
 * All of google/api/http.proto and google/api/annotations.proto that says how a method is called over
 * HTTP. The package that ships them brings all of gRPC's own client.
 */
const HTTP = `syntax = "proto3";

package google.api;

// How an RPC is called over HTTP.
message HttpRule {
  // Selects the method when the rule stands in a configuration file.
  string selector = 1;
  // The HTTP method and the template of its path.
  oneof pattern {
    string get = 2;
    string put = 3;
    string post = 4;
    string delete = 5;
    string patch = 6;
    CustomHttpPattern custom = 8;
  }
  // The field that the body of the request is; "*" for all that the path does not bind.
  string body = 7;
  // The field that the body of the answer is; all of it when empty.
  string response_body = 12;
  // Further ways to call the method.
  repeated HttpRule additional_bindings = 11;
}

// Another HTTP method.
message CustomHttpPattern {
  string kind = 1;
  string path = 2;
}
`;

const ANNOTATIONS = `syntax = "proto3";

package google.api;

import "google/api/http.proto";
import "google/protobuf/descriptor.proto";

extend google.protobuf.MethodOptions {
  // See HttpRule.
  HttpRule http = 72295728;
}
`;

/** Replaces the folder proto-deps/. */
export function writeProtoDeps(): void {
  rmSync(target, { recursive: true, force: true });
  for (const [path, [name, source]] of Object.entries(shipped)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    const root = dirname(require.resolve(`${name}/package.json`));
    copyFileSync(join(root, source), join(target, path));
  }
  mkdirSync(join(target, "buf/validate"), { recursive: true });
  writeFileSync(
    join(target, "buf/validate/validate.proto"),
    printProto(file_buf_validate_validate),
  );
  mkdirSync(join(target, "google/api"), { recursive: true });
  writeFileSync(join(target, "google/api/http.proto"), HTTP);
  writeFileSync(join(target, "google/api/annotations.proto"), ANNOTATIONS);
  mkdirSync(join(target, "google/rpc"), { recursive: true });
  writeFileSync(join(target, "google/rpc/code.proto"), CODE);
  writeFileSync(join(target, "google/rpc/error_details.proto"), ERROR_DETAILS);
}
