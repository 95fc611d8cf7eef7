export type { Tracing } from "@millrace/core";
export { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.ts";
