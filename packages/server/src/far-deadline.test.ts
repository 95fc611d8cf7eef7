import { expect, it } from "vitest";
import { dropFarDeadline } from "./far-deadline.ts";

it.each(["99999999H", "597H", "35792M", "2147484S"])("drops a gRPC deadline of %s", (timeout) => {
  const headers = { "grpc-timeout": timeout };
  dropFarDeadline(headers);
  expect(headers).toEqual({});
});

it.each(["596H", "2147483S", "99999999m", "0S", "soon", "999999999H"])("keeps %s", (timeout) => {
  const headers = { "grpc-timeout": timeout };
  dropFarDeadline(headers);
  expect(headers).toEqual({ "grpc-timeout": timeout });
});

it("does the same for Connect", () => {
  const headers = { "connect-timeout-ms": "2147483648" };
  dropFarDeadline(headers);
  expect(headers).toEqual({});
  const near = { "connect-timeout-ms": "2147483647" };
  dropFarDeadline(near);
  expect(near).toEqual({ "connect-timeout-ms": "2147483647" });
});
