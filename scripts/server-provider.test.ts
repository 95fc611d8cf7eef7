import { beforeEach, describe, expect, test } from "vitest";
import { FAILED, FakeMachine } from "./fake-machine.ts";
import type { Machine } from "./machine.ts";
import { providePostgres } from "./postgres-provider.ts";
import { provideRedis } from "./redis-provider.ts";
import type { ProvidedServer, Say } from "./server-provider.ts";

/** A database, and what a fake machine must have for it. */
interface Case {
  readonly name: string;
  readonly provide: (machine: Machine, say: Say) => Promise<ProvidedServer>;
  readonly variable: string;
  readonly oldest: string;
  readonly tooOld: readonly string[];
  readonly remedy: string;
  /** Puts a server on the machine, which it calls by the name that is returned. */
  readonly install: (machine: FakeMachine) => string;
  readonly container: { readonly url: string; readonly run: string; readonly port: string };
}

const REDIS: Case = {
  name: "Redis",
  provide: provideRedis,
  variable: "REDIS_URL",
  oldest: "6.2",
  tooOld: ["6.0.16", "5.0.7", "6.1"],
  remedy: "set REDIS_URL, or install redis-server (or valkey-server), or start Docker",
  install(machine) {
    machine.programs.add("redis-server");
    return "/bin/redis-server";
  },
  container: {
    url: "redis://127.0.0.1:49153",
    run: "docker run --detach --rm --publish 127.0.0.1::6379 redis:7-alpine redis-server --save  --appendonly no",
    port: "docker port c0ffee 6379/tcp",
  },
};

const POSTGRES: Case = {
  name: "Postgres",
  provide: providePostgres,
  variable: "POSTGRES_DSN",
  oldest: "14",
  tooOld: ["13.14", "9.6.24"],
  remedy: "set POSTGRES_DSN, or install Postgres so that initdb is on the PATH, or start Docker",
  install(machine) {
    machine.folders = ["/system"];
    return "/system";
  },
  container: {
    url: "postgres://postgres@127.0.0.1:49153/postgres",
    run: "docker run --detach --rm --publish 127.0.0.1::5432 --env POSTGRES_HOST_AUTH_METHOD=trust postgres:17-alpine -c fsync=off -c max_connections=200",
    port: "docker port c0ffee 5432/tcp",
  },
};

describe.each([REDIS, POSTGRES])("$name", (database) => {
  const { name, variable, oldest, container } = database;
  const theirs = `${name.toLowerCase()}://theirs`;
  let machine: FakeMachine;
  let said: string[];

  beforeEach(() => {
    machine = new FakeMachine();
    said = [];
  });

  const provide = () => database.provide(machine, (line) => said.push(line));

  /** A server on the machine that is of this version. */
  function installed(version: string): string {
    const server = database.install(machine);
    machine.versions.set(`${name.toLowerCase()}://${server}`, version);
    return server;
  }

  function dockerRuns(): void {
    machine.programs.add("docker");
    machine.results.set("docker run", { ok: true, stdout: "c0ffee\n", stderr: "Pulling\n" });
    machine.results.set("docker port", { ok: true, stdout: "127.0.0.1:49153\n", stderr: "" });
  }

  describe("of the environment", () => {
    beforeEach(() => {
      machine.env = { [variable]: theirs };
    });

    test("comes before everything else, and is left running", async () => {
      installed("99.0");
      dockerRuns();
      machine.versions.set(theirs, "99.1 (theirs)");
      const server = await provide();
      await server.stop();
      expect(server.url).toBe(theirs);
      expect(said).toEqual([`${name} for the tests: ${variable} (99.1 (theirs))`]);
      expect(machine.log).toEqual([]);
    });

    test("is an error, not a reason to look further, when it does not answer", async () => {
      installed("99.0");
      await expect(provide()).rejects.toThrow(
        `the ${name} of ${variable} does not answer: ${theirs} refused`,
      );
    });

    test.each(database.tooOld)("is an error when it is %s", async (version) => {
      machine.versions.set(theirs, version);
      await expect(provide()).rejects.toThrow(
        `the ${name} of ${variable} is ${version}, but at least ${oldest} is needed; upgrade it or unset ${variable}`,
      );
    });

    test("counts as absent when it is empty", async () => {
      machine.env = { [variable]: "" };
      const server = installed("99.0");
      expect((await provide()).url).toBe(`${name.toLowerCase()}://${server}`);
    });
  });

  describe("of the machine", () => {
    test("is started before Docker is asked, and stopped by its owner", async () => {
      dockerRuns();
      const server = installed("100.0.0");
      const started = await provide();
      await started.stop();
      expect(started.origin).toBe(`${server} (100.0.0)`);
      expect(machine.log).toEqual([`start ${server}`, `stop ${server}`]);
    });

    test.each(database.tooOld)("is stopped and passed over when it is %s", async (version) => {
      const server = installed(version);
      await expect(provide()).rejects.toThrow(database.remedy);
      expect(machine.log).toEqual([`start ${server}`, `stop ${server}`]);
      expect(said).toEqual([
        `${server} is ${version}, but at least ${oldest} is needed: looking further`,
      ]);
    });

    test("is stopped and passed over when it does not answer", async () => {
      const server = database.install(machine);
      await expect(provide()).rejects.toThrow(database.remedy);
      expect(machine.log).toEqual([`start ${server}`, `stop ${server}`]);
      expect(said[0]).toContain(`${server} does not start: `);
    });
  });

  describe("in Docker", () => {
    test("runs in a container, without durability, which is removed", async () => {
      dockerRuns();
      machine.versions.set(container.url, "99.0");
      const server = await provide();
      expect(server.url).toBe(container.url);
      await server.stop();
      expect(machine.log).toEqual([
        "docker info",
        container.run,
        container.port,
        "docker rm --force c0ffee",
      ]);
    });

    test("leaves no container behind when it does not answer", async () => {
      dockerRuns();
      await expect(provide()).rejects.toThrow("refused");
      expect(machine.log.at(-1)).toBe("docker rm --force c0ffee");
    });

    test("is passed over when the container does not start, with the reason", async () => {
      machine.programs.add("docker");
      machine.results.set("docker run", FAILED);
      await expect(provide()).rejects.toThrow(`no ${name} here`);
      expect(said).toContain("Docker could not start it: it broke");
    });

    test("is passed over when no daemon answers", async () => {
      machine.programs.add("docker");
      machine.results.set("docker info", FAILED);
      await expect(provide()).rejects.toThrow(`no ${name} here`);
      expect(machine.log).toEqual(["docker info"]);
    });
  });

  test("a machine with nothing is told what to do", async () => {
    await expect(provide()).rejects.toThrow(`no ${name} here: ${database.remedy}`);
  });
});
