import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

it.each(["GetJob", "JobService/GetJob", "millrace.v1.JobService/GetJob"])(
  "calls %s, and prints the answer as it came",
  async (method) => {
    const id = (
      await cli.print("job", "enqueue", "called", "9223372036854775808", "-o", "id")
    ).trim();
    const request = JSON.stringify({ id });
    const answer = JSON.parse(await cli.print("api", method, "-d", request));
    expect(answer).toMatchObject({ job: { id, payload: btoa("9223372036854775808") } });
    const piped = await cli.run(["api", method, "-d", "-", "-o", "jsonl"], { stdin: request });
    expect(JSON.parse(piped.stdout)).toEqual(answer);
    const field = await cli.print("api", method, "-d", request, "-o", "json", "--fields", "job.id");
    expect(JSON.parse(field)).toEqual({ job: { id } });
  },
);

it("lists the methods of one answer", async () => {
  const methods = await cli.print("api", "-o", "id");
  expect(methods).toContain("ListQueues\n");
  expect(methods).not.toContain("WatchJob");
});

it("ends as the error of the server says, with its fields", async () => {
  const missing = { id: "0-aaaaaaaaaaaaaaaa" };
  expect(await cli.run(["api", "GetJob", "-d", JSON.stringify(missing)])).toMatchObject({
    code: 3,
  });
  const wrong = await cli.run(["api", "Enqueue", "-d", '{"type": "no spaces"}', "-o", "json"]);
  expect(wrong.code).toBe(7);
  expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { fields: [{ field: "type" }] } });
  expect(await cli.run(["api", "Enqueue", "-d", "{"])).toMatchObject({ code: 7 });
  expect(await cli.run(["api", "GetJobs"])).toMatchObject({
    code: 2,
    stderr: /there is no method GetJobs of one answer; did you mean GetJob\?/,
  });
});

it("says that there is no server, or none of Millrace", async () => {
  const server = createServer((_request, response) => response.end("<html>")).listen(0);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const other = await runCli(["api", "ListQueues", "--server", `http://127.0.0.1:${port}`]);
  expect(other).toMatchObject({ code: 7, stderr: /what is no Millrace server/ });
  const none = await runCli(["api", "ListQueues", "--server", "http://127.0.0.1:1"]);
  expect(none).toMatchObject({ code: 6, stderr: /cannot be reached/ });
  const store = await runCli(["api", "ListQueues", "--store", "redis://127.0.0.1:1"]);
  expect(store).toMatchObject({ code: 5, stderr: /there is no server at redis:/ });
});
