import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@millrace/store-conformance/free-port";
import { until } from "@millrace/store-conformance/until";
import { PROGRAMS } from "./program.ts";
import type { Project } from "./project.ts";

const run = promisify(execFile);
const START_MS = 60_000;

const PAGES: Readonly<Record<string, string>> = {
  "app/layout.jsx":
    "export default function Layout({ children }) { return <html><body>{children}</body></html>; }",
  "app/page.jsx": "export default function Page() { return <p>Millrace</p>; }",
};

/** A Next.js application whose route handlers enqueue and work, built and started as in production. */
export class NextApp implements AsyncDisposable {
  readonly #server: ChildProcess;
  readonly #address: string;
  readonly #endWithUs = () => this.#server.kill("SIGKILL");

  private constructor(server: ChildProcess, address: string) {
    this.#server = server;
    this.#address = address;
    process.once("exit", this.#endWithUs);
  }

  /** Builds it in `project` by the bundler of `flag`, with routes of the programs, and starts it. */
  static async start(
    project: Project,
    flag: "--turbopack" | "--webpack",
    programs: readonly string[] = PROGRAMS,
  ): Promise<NextApp> {
    const { folder } = project;
    for (const made of [".next", "app"])
      rmSync(join(folder, made), { recursive: true, force: true });
    const routes = programs.map((name) => [`app/api/${name}/route.js`, routeOf(name)] as const);
    for (const [file, text] of [...Object.entries(PAGES), ...routes]) {
      mkdirSync(join(folder, file, ".."), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const next = join(folder, "node_modules/next/dist/bin/next");
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" } as const;
    await run(process.execPath, [next, "build", flag], { cwd: folder, env });
    const port = await freePort();
    const args = [next, "start", "--port", `${port}`, "--hostname", "127.0.0.1"];
    const server = spawn(process.execPath, args, { cwd: folder, env, stdio: "inherit" });
    const app = new NextApp(server, `http://127.0.0.1:${port}`);
    try {
      await until("Next.js serves", START_MS, () => app.#serves());
      return app;
    } catch (error) {
      await app[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What the route of a program has reported. */
  async report(name: string, url: string): Promise<unknown> {
    const response = await fetch(`${this.#address}/api/${name}`, { method: "POST", body: url });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status} ${text}`);
    return JSON.parse(text);
  }

  async #serves(): Promise<boolean> {
    return fetch(this.#address).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#endWithUs);
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    const exited = once(this.#server, "exit");
    this.#server.kill("SIGKILL");
    await exited;
  }
}

function routeOf(name: string): string {
  return `import { run } from "../../../${name}.mjs";
export async function POST(request) {
  try {
    return Response.json(await run(await request.text()));
  } catch (error) {
    return new Response(String(error), { status: 500 });
  }
}
`;
}
