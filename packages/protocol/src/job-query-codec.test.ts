import { create } from "@bufbuild/protobuf";
import { MillraceError } from "@millrace/core";
import { expect, it } from "vitest";
import { JobStatus } from "./gen/millrace/v1/job_pb.ts";
import { ListJobsRequestSchema } from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJobQuery, encodeJobQuery } from "./job-query-codec.ts";

it("leaves out what is not set", () => {
  expect(decodeJobQuery(create(ListJobsRequestSchema))).toStrictEqual({});
});

it("names every field without a meaning", () => {
  const decode = () =>
    decodeJobQuery(
      create(ListJobsRequestSchema, {
        statuses: [JobStatus.PENDING, JobStatus.UNSPECIFIED, 99 as JobStatus],
        createdAfter: { nanos: -1 },
        createdBefore: { seconds: 2n ** 62n },
      }),
    );
  expect(decode).toThrow(MillraceError);
  for (const field of ["statuses[1]", "statuses[2]", "createdAfter", "createdBefore"]) {
    expect(decode).toThrow(field);
  }
});

it.each([0, -1, 0.5, 2 ** 31])("does not send a page size of %s", (pageSize) => {
  expect(() => encodeJobQuery({ pageSize })).toThrow(/pageSize/);
});
