export type { ServerTransport, ServerTransportOptions } from "../server-transport.ts";
export { createTransport } from "./create-transport.ts";
