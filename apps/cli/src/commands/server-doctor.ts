import type { Run } from "../command.ts";
import { findPlace } from "../connection.ts";
import { diagnose, storeFindings } from "../diagnosis.ts";
import { FINDING_VIEW } from "../output/finding-view.ts";
import type { SERVER_DOCTOR } from "../specs/server.ts";

export const run: Run<typeof SERVER_DOCTOR> = async ({ global, io, output, connect }) => {
  const { url } = await findPlace(global, io.env);
  const client = await connect();
  const findings = await Array.fromAsync(diagnose(client, url));
  const hasFailed = findings.some(({ status }) => status === "failed");
  if (url.kind !== "server" && !hasFailed) findings.push(...(await storeFindings(url)));
  await output.items(findings, FINDING_VIEW);
  return hasFailed ? "error" : undefined;
};
