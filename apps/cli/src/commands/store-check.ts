import type { Run } from "../command.ts";
import { storeFindings } from "../diagnosis.ts";
import { FINDING_VIEW, type Finding } from "../output/finding-view.ts";
import { findStore } from "../own-store.ts";
import type { STORE_CHECK } from "../specs/server.ts";

export const run: Run<typeof STORE_CHECK> = async ({ global, io, output }) => {
  const url = await findStore(global, io.env);
  const findings = await storeFindings(url);
  const ready: Finding = { check: "store", status: "ok", finding: `${url.shown} is ready` };
  await output.items([ready, ...findings], FINDING_VIEW);
};
