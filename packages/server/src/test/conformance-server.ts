// A server of Millrace for Connect's conformance runner, which starts it as often as it wants one: it
// reads what is wanted from standard input, serves, and writes where. Its argument is the compiled proto.
import { buffer } from "node:stream/consumers";
import { create, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { MemoryStore } from "@millrace/store-memory";
import { MillraceServer } from "../millrace-server.ts";
import { ConformanceMessages } from "./conformance-messages.ts";
import { createConformanceService } from "./conformance-service.ts";

const LENGTH_BYTES = 4;

const messages = new ConformanceMessages(process.argv[2] ?? "");
const input = await buffer(process.stdin);
const wanted = fromBinary(
  messages.message("ServerCompatRequest"),
  input.subarray(LENGTH_BYTES),
) as Message & { readonly messageReceiveLimit: number };
const { registry, service } = messages;
const server = new MillraceServer(new MemoryStore(), {
  version: "0.0.0-conformance",
  maintain: false,
  ...(wanted.messageReceiveLimit > 0 && { messageBytes: wanted.messageReceiveLimit }),
  // The messages hold others of any type, whose form in JSON the registry knows.
  services: (router) =>
    router.service(service, createConformanceService(messages), { jsonOptions: { registry } }),
});
const host = "127.0.0.1";
const { port } = await server.start(0, host);
const response = messages.message("ServerCompatResponse");
const bytes = toBinary(response, create(response, { host, port }));
const length = Buffer.alloc(LENGTH_BYTES);
length.writeUInt32BE(bytes.length);
process.stdout.write(Buffer.concat([length, bytes]));
process.once("SIGTERM", () => void server.stop(0).then(() => process.exit()));
