import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeGrpcMessage, withPlainGrpcMessage } from "./grpc-message.ts";

it("leaves printable ASCII as it is, but for the percent sign", () => {
  expect(encodeGrpcMessage('no; "such" job: 100 %')).toBe('no; "such" job: 100 %25');
  expect(encodeGrpcMessage("é\n\ud800")).toBe("%C3%A9%0A%EF%BF%BD");
});

it("decodes to itself, however often it is read", () => {
  // Headers drop spaces at either end.
  const text = fc.string({ unit: "grapheme" }).filter((message) => message.trim() === message);
  fc.assert(
    fc.property(text, (message) => {
      const trailer = new Headers({ "Grpc-Message": encodeURIComponent(message) });
      const answer = withPlainGrpcMessage({ status: 200, trailer });
      for (const _ of ["presence", "value"]) {
        expect(decodeURIComponent(answer.trailer?.get("Grpc-Message") ?? "")).toBe(message);
      }
    }),
  );
});
