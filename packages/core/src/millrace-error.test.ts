import { expect, test } from "vitest";
import { type ErrorCode, MillraceError } from "./millrace-error.ts";

const STATUSES: Readonly<Record<ErrorCode, number>> = {
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  LEASE_LOST: 409,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  INTERNAL: 500,
};

test.each(Object.entries(STATUSES) as [ErrorCode, number][])("%s is HTTP %i", (code, status) => {
  expect(new MillraceError(code, "no luck").httpStatus).toBe(status);
});
