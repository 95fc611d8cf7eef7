import { expect, it } from "vitest";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();
const json = async (...argv: string[]) => JSON.parse(await cli.print(...argv, "-o", "json"));

it("shows a group and its jobs, seals it, and runs what has failed again", async () => {
  const { id, callbacks } = await cli.store.groups.create({ onCompleted: { type: "report" } });
  const ids = [await cli.enqueue("part", "--group", id), await cli.enqueue("part", "--group", id)];
  expect(await json("group", "get", id)).toMatchObject({
    ...{ id, sealed: false, counts: { open: 2 }, callbacks },
    createdAt: expect.stringMatching(/Z$/),
  });
  expect(await cli.print("group", "jobs", id, "-o", "id")).toBe(`${ids.join("\n")}\n`);
  expect(await cli.run(["group", "jobs", id, "--limit", "1", "-o", "id"])).toEqual({
    code: 0,
    stdout: `${ids[0]}\n`,
    stderr: "there are more than 1: give --all or a higher --limit\n",
  });
  expect(await cli.print("job", "get", ids[0] as string)).toMatch(
    new RegExp(`^group +${id}$`, "m"),
  );
  await cli.complete("part");
  await cli.fail("part");
  expect(await cli.print("group", "get", id)).toMatch(/^state +takes jobs$/m);
  const sealed = await cli.print("group", "seal", id);
  expect(sealed).toMatch(/^state +finished$/m);
  expect(sealed).toMatch(new RegExp(`^on completed +${callbacks.onCompleted}$`, "m"));
  expect(await json("group", "retry", id)).toMatchObject({ counts: { open: 1, failed: 0 } });
});

it("cancels a group, and asks from 100 jobs on", async () => {
  const jobs = Array.from({ length: 101 }, () => ({ type: "many" }));
  const { id } = await cli.store.groups.create({ jobs });
  const refused = await cli.run(["group", "cancel", id]);
  expect(refused).toMatchObject({ code: 2, stderr: /this would cancel 101 jobs/ });
  const { counts } = await json("group", "cancel", id, "--reason", "enough", "--yes");
  expect(counts).toMatchObject({ open: 0, cancelled: 101 });
  const [job] = (await cli.store.groups.listJobs(id)).jobs;
  expect(job).toMatchObject({ status: "CANCELLED", cancelReason: "enough" });
});

it("says that there is no such group", async () => {
  const ran = await cli.run(["group", "get", "0-0000000000000000"]);
  expect(ran).toMatchObject({ code: 3, stderr: /there is no group 0-0000000000000000/ });
});
