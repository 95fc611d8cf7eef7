import { create } from "@bufbuild/protobuf";
import { Code, createHandlerContext, type Interceptor } from "@connectrpc/connect";
import { MillraceError, silentLogger } from "@millrace/core";
import { GetJobRequestSchema, GetJobResponseSchema, JobService } from "@millrace/protocol";
import { expect, it } from "vitest";
import { CallLog } from "./call-log.ts";
import { UnaryInvoker } from "./unary-invoker.ts";
import { Validation } from "./validation.ts";

const method = JobService.method.getJob;
const request = create(GetJobRequestSchema, { id: "an-id" });

function invokerWith(interceptors: Interceptor[]) {
  const calls: string[] = [];
  const log = new CallLog(silentLogger, {
    onCall: ({ method, code }) => calls.push(`${method} ${code}`),
  });
  return { calls, invoker: new UnaryInvoker({ log, interceptors, validation: new Validation() }) };
}

function context() {
  return createHandlerContext({
    service: JobService,
    method,
    protocolName: "test",
    requestMethod: "POST",
    url: "http://millrace/",
  });
}

it("serves a call with what the service gives, in the log", async () => {
  const { invoker, calls } = invokerWith([]);
  invoker.add(method, (_, { responseHeader }) => {
    responseHeader.set("said", "something");
    return { job: { type: "paint" } };
  });
  const made = context();
  const answer = await invoker.invoke(method, request, made);
  expect(answer).toMatchObject({ $typeName: GetJobResponseSchema.typeName });
  expect(answer.job?.type).toBe("paint");
  expect(made.responseHeader.get("said")).toBe("something");
  expect(calls).toEqual(["GetJob ok"]);
});

it("checks a request before the service has it, and after the interceptors had", async () => {
  const seen: string[] = [];
  const { invoker, calls } = invokerWith([
    (next) => (call) => {
      seen.push(call.method.name);
      return next(call);
    },
  ]);
  invoker.add(method, () => {
    seen.push("the service");
    return {};
  });
  const broken = invoker.invoke(method, create(GetJobRequestSchema), context());
  await expect(broken).rejects.toMatchObject({ code: Code.InvalidArgument });
  expect(seen).toEqual(["GetJob"]);
  expect(calls).toEqual(["GetJob invalid_argument"]);
  await invoker.invoke(method, request, context());
  expect(seen).toEqual(["GetJob", "GetJob", "the service"]);
});

it.each([
  ["Millrace's own", new MillraceError("NOT_FOUND", "gone"), Code.NotFound, "gone"],
  ["a bug", new TypeError("a bug"), Code.Internal, "an error within the server"],
])("throws the wire's error for one that is %s", async (_, thrown, code, message) => {
  const { invoker } = invokerWith([]);
  invoker.add(method, () => Promise.reject(thrown));
  await expect(invoker.invoke(method, request, context())).rejects.toMatchObject({
    code,
    rawMessage: expect.stringContaining(message),
  });
});
