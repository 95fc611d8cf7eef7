import type { Run } from "../command.ts";
import { checkFile } from "../connection.ts";
import { FINDING_VIEW, type Finding } from "../output/finding-view.ts";
import { findStore, openOwnStore } from "../own-store.ts";
import type { STORE_CHECK } from "../specs/server.ts";
import { inspectStore } from "../store-inspection.ts";

/** After how many jobs it is told how far the check is. */
const TOLD_JOBS = 10_000;

export const run: Run<typeof STORE_CHECK> = async ({ global, io, output, messages }) => {
  const url = await findStore(global, io.env);
  checkFile(url);
  const findings: Finding[] = [];
  await using opened = await openOwnStore(url, (finding) => {
    findings.push({ check: "store", status: "warning", finding });
  });
  await opened.check();
  let jobs = 0;
  const inspected = inspectStore(opened.store, () => {
    if (++jobs % TOLD_JOBS === 0) messages.progress(`${jobs} jobs`);
  });
  let hasFailed = false;
  const all = async function* (): AsyncGenerator<Finding> {
    yield { check: "store", status: "ok", finding: `${url.shown} is ready` };
    yield* findings;
    let isSound = true;
    for await (const finding of inspected) {
      isSound = false;
      hasFailed ||= finding.status === "failed";
      yield finding;
    }
    if (isSound)
      yield { check: "jobs", status: "ok", finding: `${jobs} that have not finished fit together` };
  };
  await output.items(all(), FINDING_VIEW);
  return hasFailed ? "error" : undefined;
};
