export type { ServerTransport } from "../server-transport.ts";
export { createTransport, type WebTransportOptions } from "./create-transport.ts";
