import { readFileSync } from "node:fs";
import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescService,
  type FileRegistry,
  fromBinary,
  setExtension,
} from "@bufbuild/protobuf";
import {
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldOptionsSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import {
  FieldRulesSchema,
  field as fieldRules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";

const PACKAGE = "connectrpc.conformance.v1";
const MAX_ITEMS = 1_000_000n;

// What the service reads of its requests, whose types exist only once their proto has been compiled.

export interface Header {
  readonly name: string;
  readonly value: readonly string[];
}

export interface ErrorDefinition {
  readonly code: number;
  readonly message?: string;
  readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
}

interface Definition {
  readonly responseHeaders: readonly Header[];
  readonly responseTrailers: readonly Header[];
  readonly responseDelayMs: number;
}

export interface UnaryDefinition extends Definition {
  readonly response:
    | { readonly case: "responseData"; readonly value: Uint8Array }
    | { readonly case: "error"; readonly value: ErrorDefinition }
    | { readonly case: undefined };
}

export interface StreamDefinition extends Definition {
  readonly responseData: readonly Uint8Array[];
  readonly error?: ErrorDefinition;
}

/** The messages and the service of Connect's conformance suite, of the compiled proto in `path`. */
export class ConformanceMessages {
  readonly registry: FileRegistry;

  constructor(path: string) {
    const files = fromBinary(FileDescriptorSetSchema, readFileSync(path));
    boundLists(files);
    this.registry = createFileRegistry(files);
  }

  get service(): DescService {
    return this.registry.getService(`${PACKAGE}.ConformanceService`) as DescService;
  }

  message(name: string): DescMessage {
    return this.registry.getMessage(`${PACKAGE}.${name}`) as DescMessage;
  }
}

/** The server takes no list without an end, and these have none. */
function boundLists(files: FileDescriptorSet): void {
  const rules = create(FieldRulesSchema, {
    type: { case: "repeated", value: { maxItems: MAX_ITEMS } },
  });
  for (const file of files.file.filter((file) => file.package === PACKAGE)) {
    for (const field of file.messageType.flatMap(({ field }): FieldDescriptorProto[] => field)) {
      if (field.label !== FieldDescriptorProto_Label.REPEATED) continue;
      field.options ??= create(FieldOptionsSchema);
      setExtension(field.options, fieldRules, rules);
    }
  }
}
