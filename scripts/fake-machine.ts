import type { CommandResult, Machine } from "./machine.ts";

export const OK: CommandResult = { ok: true, stdout: "", stderr: "" };
export const FAILED: CommandResult = { ok: false, stdout: "", stderr: "it broke\n" };

/** A machine that has nothing, and that notes what is done on it. */
export class FakeMachine implements Machine {
  env: Record<string, string> = {};
  isRoot = false;
  readonly programs = new Set<string>();
  readonly results = new Map<string, CommandResult>();
  readonly versions = new Map<string, string>();
  readonly log: string[] = [];
  /** Folders with Postgres binaries, and those that do not start. */
  embedded: string | undefined;
  oldest: string | undefined;
  folders: string[] = [];
  readonly broken = new Set<string>();
  /** Called after a command, for example to install something. */
  afterRun: (command: string) => void = () => {};

  find(program: string) {
    return this.programs.has(program) ? `/bin/${program}` : undefined;
  }

  async run(program: string, args: readonly string[]) {
    const command = [program, ...args].join(" ");
    this.log.push(command);
    this.afterRun(command);
    const known = [...this.results].find(([start]) => command.startsWith(start));
    return known?.[1] ?? OK;
  }

  async withoutServiceStarts<T>(install: () => Promise<T>) {
    this.log.push("forbid services");
    const result = await install();
    this.log.push("allow services");
    return result;
  }

  async redisVersion(url: string) {
    const version = this.versions.get(url);
    if (version === undefined) throw new Error(`${url} refused`);
    return version;
  }

  async startRedis(binary: string) {
    this.log.push(`start ${binary}`);
    const stop = async () => void this.log.push(`stop ${binary}`);
    return { url: `redis://${binary}`, stop };
  }

  embeddedPostgres() {
    return this.embedded;
  }

  oldestPostgres() {
    return this.oldest;
  }

  postgresFolders() {
    return this.folders;
  }

  postgresVersion(url: string) {
    return this.redisVersion(url);
  }

  async startPostgres(folder: string) {
    this.log.push(`start ${folder}`);
    if (this.broken.has(folder)) throw new Error("a library is missing");
    const stop = async () => void this.log.push(`stop ${folder}`);
    return { url: `postgres://${folder}`, stop };
  }
}
