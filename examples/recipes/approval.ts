// Asks a person by a link in a mail, and goes on without an answer after a day.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, MillraceError } from "@millrace/client";
import { Worker } from "@millrace/worker";
import { cel, has, type Length, workflow } from "@millrace/workflow";
import { z } from "zod";

const client = new Client();
const secret = process.env["LINK_SECRET"] ?? "a secret of the app";
const sign = (runId: string, answer: string) =>
  createHmac("sha256", secret).update(`${runId} ${answer}`).digest("base64url");

const article = workflow("article", { input: z.object({ title: z.string() }) })
  .task("ask", { type: "ask", input: (r) => ({ run: r.run.id, title: r.input.title }) })
  .await("decision", {
    after: ["ask"],
    signal: { name: "decision", schema: z.object({ answer: z.string() }) },
    timeout: (process.env["ANSWER_WITHIN"] ?? "24h") as Length,
    onTimeout: "CONTINUE",
  })
  .decide("answer", {
    // Without an answer in time there is `timed_out` in its place.
    value: (r) => cel<string>`${has(r.decision.answer)} ? ${r.decision.answer} : "nobody"`,
  })
  .task("publish", {
    type: "publish",
    when: (r) => cel<boolean>`${r.answer} == "yes"`,
    input: (r) => r.input.title,
  });

// The page behind the link. Whoever has the link may answer, and no other run.
async function answer(link: URL): Promise<[status: number, text: string]> {
  const field = (name: string) => link.searchParams.get(name) ?? "";
  const [runId, given] = [field("run"), field("answer")];
  const [signature, expected] = [field("signature"), sign(runId, given)].map((text) =>
    Buffer.from(text),
  );
  const isValid =
    signature?.length === expected?.length &&
    timingSafeEqual(signature as Buffer, expected as Buffer);
  if (!isValid) return [403, "This link is not valid.\n"];
  try {
    // With an id of its own, a link that is opened twice answers once.
    await client.workflows.signalRun(runId, "decision", { answer: given }, { signalId: "link" });
    return [200, `Thank you: ${given}\n`];
  } catch (error) {
    const isOver = error instanceof MillraceError && error.code === "FAILED_PRECONDITION";
    return isOver ? [410, "This is decided already.\n"] : [503, "Please try again.\n"];
  }
}
const page = createServer((request, response) => {
  const link = new URL(request.url ?? "/", "http://localhost");
  if (request.method !== "POST") {
    // What scans mails opens the links in them: only the button answers.
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<form method=post><button>Answer</button></form>\n");
    return;
  }
  void answer(link).then(([status, text]) => response.writeHead(status).end(text));
});
await new Promise<void>((resolve) => page.listen(Number(process.env["PORT"] ?? 0), resolve));
const { port } = page.address() as AddressInfo;

const worker = new Worker({
  ask(job) {
    const { run, title } = job.json<{ run: string; title: string }>();
    const link = new URL(`http://localhost:${port}/`);
    link.search = `${new URLSearchParams({ run, answer: "yes", signature: sign(run, "yes") })}`;
    console.log(`${title}? ${link}`);
  },
  publish: (job) => console.log(`published: ${job.json<string>()}`),
});
await worker.start();

await client.workflows.put(article);
const titles = process.argv.slice(2);
const runs = titles.map(async (title) => {
  const run = await client.workflows.start("article", { input: { title } });
  const { status } = await run.wait();
  const { result } = await client.workflows.stepResult(run.id, "answer");
  console.log(`${title}: ${status}, ${result} has said so`);
});
await Promise.all(runs);
await worker.stop();
page.close();
page.closeAllConnections();
await client.close();
