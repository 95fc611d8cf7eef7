import {
  createRegistry,
  type DescFile,
  type DescService,
  type Registry,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import type {
  ServerReflection,
  ServerReflectionRequest,
  ServerReflectionV1Alpha,
} from "@millrace/protocol";
import { untilAborted } from "./until-aborted.ts";

/** What a client asks; v1 and v1alpha are the same but for their names. */
type Question =
  | Exclude<ServerReflectionRequest["messageRequest"], { case: "fileContainingExtension" }>
  | {
      case: "fileContainingExtension";
      value: { readonly containingType: string; readonly extensionNumber: number };
    };

/** Server reflection over `services` and everything that their files import. */
export class Reflection {
  readonly #services: readonly DescService[];
  readonly #files = new Map<string, DescFile>();
  readonly #registry: Registry;

  constructor(services: readonly DescService[]) {
    this.#services = services;
    for (const { file } of services) this.#add(file);
    this.#registry = createRegistry(...this.#files.values());
  }

  /** grpc.reflection.v1. */
  v1(ends: AbortSignal): ServiceImpl<typeof ServerReflection> {
    return {
      serverReflectionInfo: (requests, { signal }) => this.#answers(requests, [ends, signal]),
    };
  }

  /** grpc.reflection.v1alpha, which older clients speak. */
  v1alpha(ends: AbortSignal): ServiceImpl<typeof ServerReflectionV1Alpha> {
    return {
      serverReflectionInfo: (requests, { signal }) => this.#answers(requests, [ends, signal]),
    };
  }

  async *#answers<Request extends { host: string; messageRequest: Question }>(
    requests: AsyncIterable<Request>,
    ends: AbortSignal[],
  ) {
    // Each file goes out once a stream, as grpc-go does it.
    const sent = new Set<string>();
    const { signal } = createLinkedAbortController(...ends);
    for await (const request of untilAborted(requests, signal)) {
      yield {
        validHost: request.host,
        originalRequest: request,
        messageResponse: this.#answer(request.messageRequest, sent),
      };
    }
  }

  #answer(question: Question, sent: Set<string>) {
    switch (question.case) {
      case "listServices":
        return {
          case: "listServicesResponse" as const,
          value: { service: this.#services.map(({ typeName }) => ({ name: typeName })) },
        };
      case "fileByFilename":
        return filesOf(this.#files.get(question.value), sent, `file ${question.value}`);
      case "fileContainingSymbol":
        return filesOf(this.#fileOf(question.value), sent, `symbol ${question.value}`);
      case "fileContainingExtension": {
        const { containingType, extensionNumber } = question.value;
        const extension = this.#extensionsOf(containingType).find(
          ({ number }) => number === extensionNumber,
        );
        return filesOf(extension?.file, sent, `extension ${extensionNumber} of ${containingType}`);
      }
      case "allExtensionNumbersOfType": {
        if (this.#registry.getMessage(question.value) === undefined) {
          return notFound(`message ${question.value}`);
        }
        return {
          case: "allExtensionNumbersResponse" as const,
          value: {
            baseTypeName: question.value,
            extensionNumber: this.#extensionsOf(question.value).map(({ number }) => number),
          },
        };
      }
      case undefined:
        return failure(Code.InvalidArgument, "the request asks nothing");
    }
  }

  #add(file: DescFile): void {
    if (this.#files.has(file.proto.name)) return;
    this.#files.set(file.proto.name, file);
    for (const dependency of file.dependencies) this.#add(dependency);
  }

  #extensionsOf(typeName: string) {
    return [...this.#registry].filter(
      (type) => type.kind === "extension" && type.extendee.typeName === typeName,
    ) as Extract<ReturnType<Registry["get"]>, { kind: "extension" }>[];
  }

  /** The file of a type, a service, an extension, or a member of one: a method, field or value. */
  #fileOf(symbol: string): DescFile | undefined {
    const whole = this.#registry.get(symbol);
    if (whole !== undefined) return whole.file;
    const dot = symbol.lastIndexOf(".");
    const member = symbol.slice(dot + 1);
    const owner = this.#registry.get(symbol.slice(0, dot));
    switch (owner?.kind) {
      case "service":
        return owner.methods.some(({ name }) => name === member) ? owner.file : undefined;
      case "message": {
        const names = [...owner.fields, ...owner.oneofs].map(({ name }) => name);
        return names.includes(member) ? owner.file : undefined;
      }
      default:
        return this.#fileOfEnumValue(symbol);
    }
  }

  // The full name of an enum value lies beside its enum, not within.
  #fileOfEnumValue(symbol: string): DescFile | undefined {
    for (const type of this.#registry) {
      if (type.kind !== "enum") continue;
      const scope = type.typeName.slice(0, -type.name.length);
      if (type.values.some(({ name }) => `${scope}${name}` === symbol)) return type.file;
    }
    return undefined;
  }
}

function filesOf(file: DescFile | undefined, sent: Set<string>, asked: string) {
  if (file === undefined) return notFound(asked);
  // The file that was asked for comes first, even again.
  sent.delete(file.proto.name);
  const files: Uint8Array[] = [];
  collect(file, sent, files);
  return {
    case: "fileDescriptorResponse" as const,
    value: { fileDescriptorProto: files },
  };
}

function collect(file: DescFile, sent: Set<string>, files: Uint8Array[]): void {
  if (sent.has(file.proto.name)) return;
  sent.add(file.proto.name);
  files.push(toBinary(FileDescriptorProtoSchema, file.proto));
  for (const dependency of file.dependencies) collect(dependency, sent, files);
}

function notFound(asked: string) {
  return failure(Code.NotFound, `${asked} is not known here`);
}

function failure(errorCode: Code, errorMessage: string) {
  return { case: "errorResponse" as const, value: { errorCode, errorMessage } };
}
