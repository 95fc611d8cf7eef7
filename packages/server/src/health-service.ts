import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import {
  type Health,
  HealthCheckResponse_ServingStatus,
  HealthCheckResponseSchema,
} from "@millrace/protocol";
import type { HealthState } from "./health-state.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;

/**
 * `grpc.health.v1.Health`: one status for the server (the empty name) and each of `services`,
 * because all of them stand on the same store.
 */
export function createHealthService(
  state: HealthState,
  services: readonly string[],
  draining: AbortSignal,
): ServiceImpl<typeof Health> {
  const names = new Set(["", ...services]);
  const answer = (): MessageInitShape<typeof HealthCheckResponseSchema> =>
    create(HealthCheckResponseSchema, { status: state.serving ? SERVING : NOT_SERVING });
  return {
    check({ service }) {
      if (names.has(service)) return answer();
      throw new MillraceError("NOT_FOUND", `${service} is not served here`);
    },

    list: () => ({
      statuses: Object.fromEntries([...names].map((name) => [name, answer()])),
    }),

    async *watch({ service }, { signal }) {
      const known = names.has(service);
      if (!known) yield create(HealthCheckResponseSchema, { status: SERVICE_UNKNOWN });
      for await (const _ of state.changes([signal, draining])) {
        if (known) yield answer();
      }
      if (draining.aborted) throw new MillraceError("UNAVAILABLE", "the server shuts down");
    },
  };
}
