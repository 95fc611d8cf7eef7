import type { IncomingHttpHeaders } from "node:http";

const UNIT_MS: { readonly [unit: string]: number } = { H: 3_600_000, M: 60_000, S: 1_000 };

// The longest timer that Node has, some 24 days.
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Removes a deadline that lies further ahead than any timer reaches, such as those by which some
 * clients say "none": to Node such a timer is one that is over at once.
 */
export function dropFarDeadline(headers: IncomingHttpHeaders): void {
  const [, amount, unit = ""] = /^(\d{1,8})([HMS])$/.exec(String(headers["grpc-timeout"])) ?? [];
  if (Number(amount) * (UNIT_MS[unit] ?? 0) > MAX_TIMER_MS) delete headers["grpc-timeout"];
  if (Number(headers["connect-timeout-ms"]) > MAX_TIMER_MS) delete headers["connect-timeout-ms"];
}
