import { lastLine } from "./install-package.ts";
import type { Machine } from "./machine.ts";
import type { StartedServer } from "./started-server.ts";

/** A database server to test against. */
export interface ProvidedServer extends StartedServer {
  /** Where it comes from, for people. */
  readonly origin: string;
}

/** Hears, for people, what is done on the way. */
export type Say = (line: string) => void;

/** One way to a server; `undefined` when it leads to none. */
export type Source<Server extends ProvidedServer> = (
  machine: Machine,
  say: Say,
) => Promise<Server | undefined>;

/** How a server is run in a container. */
export interface Container {
  readonly image: string;
  readonly port: number;
  /** What `docker run` is told besides. */
  readonly options: readonly string[];
  /** What stands behind the image. */
  readonly command: readonly string[];
  /** The server's URL, when its port is published at `address`. */
  readonly url: (address: string) => string;
  /** A first start in a container can wait for the runtime. */
  readonly patienceMs: number;
}

/** What is particular to one database. */
export interface ServerKind {
  readonly name: string;
  /** The environment variable with the URL of one that is there. */
  readonly variable: string;
  /** The oldest version that its store supports. */
  readonly oldest: string;
  /** What to do where none is found. */
  readonly remedy: string;
  readonly startPatienceMs: number;
  readonly container: Container;
  /** The version of the one at `url`, waiting up to `patienceMs` for it; rejects with the reason. */
  version(machine: Machine, url: string, patienceMs: number): Promise<string>;
}

/**
 * A server from the first of `sources` that has one. Says on the way what it does.
 *
 * @throws Error that says what to do when no source has one.
 */
export async function provideServer<Server extends ProvidedServer>(
  kind: ServerKind,
  sources: readonly Source<Server>[],
  machine: Machine,
  say: Say,
): Promise<Server> {
  for (const source of sources) {
    const server = await source(machine, say);
    if (server !== undefined) {
      say(`${kind.name} for the tests: ${server.origin}`);
      return server;
    }
  }
  throw new Error(`no ${kind.name} here: ${kind.remedy}`);
}

/**
 * The server that the environment names, which is left running.
 *
 * @throws Error when it is unreachable or too old.
 */
export async function namedServer(
  kind: ServerKind,
  machine: Machine,
): Promise<ProvidedServer | undefined> {
  const { name, variable, oldest } = kind;
  const url = machine.env[variable];
  if (url === undefined || url === "") return undefined;
  const version = await kind.version(machine, url, 0).catch((error: Error) => {
    throw new Error(`the ${name} of ${variable} does not answer: ${error.message}`);
  });
  if (isTooOld(kind, version)) {
    throw new Error(
      `the ${name} of ${variable} is ${version}, but at least ${oldest} is needed; upgrade it or unset ${variable}`,
    );
  }
  return { url, origin: `${variable} (${version})`, stop: async () => {} };
}

/** A server that `start` starts from what `name` says; `undefined` when it does not answer or is too old. */
export async function startServer(
  kind: ServerKind,
  machine: Machine,
  name: string,
  start: () => Promise<StartedServer>,
  say: Say,
): Promise<ProvidedServer | undefined> {
  let server: StartedServer | undefined;
  try {
    server = await start();
    const version = await kind.version(machine, server.url, kind.startPatienceMs);
    if (!isTooOld(kind, version)) return { ...server, origin: `${name} (${version})` };
    say(`${name} is ${version}, but at least ${kind.oldest} is needed: looking further`);
  } catch (error) {
    say(`${name} does not start: ${(error as Error).message}`);
  }
  await server?.stop();
  return undefined;
}

/** A server in a container, where Docker runs. */
export async function serverInDocker(
  kind: ServerKind,
  machine: Machine,
  say: Say,
): Promise<ProvidedServer | undefined> {
  if (machine.find("docker") === undefined) return undefined;
  if (!(await machine.run("docker", ["info"])).ok) return undefined;
  const { image, port, options, command, patienceMs } = kind.container;
  say(`starting ${image} in Docker`);
  const publish = ["--publish", `127.0.0.1::${port}`];
  const run = await machine.run("docker", [
    ...["run", "--detach", "--rm", ...publish, ...options, image, ...command],
  ]);
  if (!run.ok) {
    say(`Docker could not start it: ${lastLine(run.stderr)}`);
    return undefined;
  }
  const id = lastLine(run.stdout);
  const stop = async () => void (await machine.run("docker", ["rm", "--force", id]));
  const address = lastLine((await machine.run("docker", ["port", id, `${port}/tcp`])).stdout);
  const url = kind.container.url(address);
  try {
    const version = await kind.version(machine, url, patienceMs);
    return { url, origin: `${image} in Docker (${version})`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isTooOld({ oldest }: ServerKind, version: string): boolean {
  return version.localeCompare(oldest, "en", { numeric: true }) < 0;
}
