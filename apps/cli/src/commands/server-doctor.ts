import type { Run } from "../command.ts";
import { findPlace } from "../connection.ts";
import { diagnose, storeFindings } from "../diagnosis.ts";
import { FINDING_VIEW, type Finding } from "../output/finding-view.ts";
import { oneLine } from "../output/printable.ts";
import type { SERVER_DOCTOR } from "../specs/server.ts";

export const run: Run<typeof SERVER_DOCTOR> = async (call) => {
  const { options, global, io, output, messages, connect } = call;
  const { url } = await findPlace(global, io.env);
  const client = await connect();
  const findings = await Array.fromAsync(diagnose(client, url));
  const hasFailed = findings.some(({ status }) => status === "failed");
  if (url.kind !== "server" && !hasFailed) findings.push(...(await storeFindings(url)));
  if (options.fixPlan) {
    const plan = fixPlan(findings);
    await output.raw(plan);
    if (plan === "") messages.note("there is nothing to mend");
  } else await output.items(findings, FINDING_VIEW);
  return hasFailed ? "error" : undefined;
};

/** A shell script; what no command mends stands in it as a comment. */
function fixPlan(findings: readonly Finding[]): string {
  const steps = findings.flatMap(({ status, check, finding, remedy = "" }) => {
    if (status === "ok") return [];
    const isCommand = remedy.startsWith("millrace ");
    const what = oneLine(`${check}: ${finding}${isCommand || remedy === "" ? "" : `: ${remedy}`}`);
    return [`# ${what}\n${isCommand ? `${oneLine(remedy)}\n` : ""}`];
  });
  return steps.join("\n");
}
