import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigurationError, loadConfiguration } from "./configuration.ts";
import { FlagsEnd, parseFlags } from "./flags.ts";
import { SETTING_NAMES, SETTINGS } from "./settings.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-configuration-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(text: string): string {
  const path = join(folder, "millrace.yaml");
  writeFileSync(path, text);
  return path;
}

function load(argv: string[], env: { [name: string]: string } = {}) {
  return loadConfiguration(parseFlags(argv, "1.2.3"), env);
}

/** The lines that tell what is wrong. */
function problems(argv: string[], env: { [name: string]: string } = {}): string[] {
  try {
    load(argv, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    const [, ...lines] = (error as ConfigurationError).message.split("\n");
    return lines.map((line) => line.trim());
  }
  throw new Error("nothing is wrong");
}

describe("what counts", () => {
  it("is the default when nothing is said", () => {
    const configuration = load([]);
    expect(configuration).toMatchObject({
      store: { kind: "sqlite", href: "sqlite:./millrace.db" },
      host: "*",
      port: 8080,
      corsOrigins: [],
      messageBytes: 4_194_304,
      payloadBytes: 1_048_576,
      drainGrace: 25_000,
      maintain: true,
      logLevel: "info",
    });
    expect(Object.keys(configuration)).toEqual(SETTING_NAMES);
  });

  it("is the flag, before the environment, before the file", () => {
    const config = ["--config", file("port: 1\nbatchJobs: 2\nhost: 127.0.0.1\n")];
    const env = { PORT: "3", MILLRACE_BATCH_JOBS: "4" };
    expect(load([...config, "--port", "5"], env)).toMatchObject({
      port: 5,
      batchJobs: 4,
      host: "127.0.0.1",
    });
  });

  it("is not an empty variable, nor an empty key", () => {
    expect(load(["--config", file("host:\n")], { PORT: "" })).toMatchObject({
      port: 8080,
      host: "*",
    });
  });

  it("can name the file in the environment", () => {
    expect(load([], { MILLRACE_CONFIG: file("port: 9") })).toMatchObject({ port: 9 });
  });

  it("may be an empty file", () => {
    expect(load(["--config", file("# nothing yet\n")]).port).toBe(8080);
  });

  it.each([
    ["the flag", ["--store", "memory:"], { MILLRACE_URL: "redis://a" }, "memory:"],
    ["MILLRACE_URL", [], { MILLRACE_URL: "memory:", REDIS_URL: "redis://a" }, "memory:"],
    ["REDIS_URL", [], { REDIS_URL: "redis://a", REDIS_ADDR: "b" }, "redis://a"],
    ["REDIS_ADDR", [], { REDIS_ADDR: "b:1", REDIS_DB: "2" }, "redis://b:1/2"],
  ])("for the store is %s", (_, argv, env, href) => {
    expect(load(argv, env).store.href).toBe(href);
  });
});

describe("values", () => {
  it.each([
    ["--payload-bytes", "65536", "payloadBytes", 65_536],
    ["--payload-bytes", "64KiB", "payloadBytes", 65_536],
    ["--message-bytes", "8 MiB", "messageBytes", 8_388_608],
    ["--store-timeout", "1.5s", "storeTimeout", 1_500],
    ["--drain-grace", "0s", "drainGrace", 0],
    ["--maintain", "false", "maintain", false],
    [
      "--cors-origins",
      "https://a.example, http://b:1",
      "corsOrigins",
      ["https://a.example", "http://b:1"],
    ],
    ["--cors-origins", "*", "corsOrigins", ["*"]],
    ["--hosts", "queue.example.com, b", "hosts", ["queue.example.com", "b"]],
    ["--port", "0", "port", 0],
  ] as const)("%s %s", (flag, text, name, value) => {
    expect(load([flag, text])[name]).toEqual(value);
  });

  it("have YAML's own types in a file", () => {
    const yaml = "port: 9090\nmaintain: false\ncorsOrigins: [https://a.example]\ndrainGrace: 5s\n";
    expect(load(["--config", file(yaml)])).toMatchObject({
      port: 9090,
      maintain: false,
      corsOrigins: ["https://a.example"],
      drainGrace: 5_000,
    });
  });

  // Any text may be the name of a host.
  it.each(SETTING_NAMES.filter((name) => name !== "host"))(
    "of %s come from its variable",
    (name) => {
      const [problem] = problems([], { [SETTINGS[name].env]: "\u0000" });
      expect(problem).toMatch(new RegExp(`^${name}: `));
    },
  );
});

describe("what is wrong", () => {
  it("is told all at once, each with where it comes from", () => {
    const path = file("payloadBytes: 2GB\nnope: 1\ncorsOrigins: [x]\n");
    const found = problems(["--config", path, "--log-level", "loud"], {
      PORT: "http",
      REDIS_URL: "mysql://user:s3cret@host",
    });
    expect(found).toEqual([
      expect.stringMatching(/^nope .*millrace\.yaml\) is not a setting; there are store, host/),
      expect.stringMatching(/^store: REDIS_URL: .*no store for mysql:/),
      expect.stringMatching(/^port: .*0 to 65535, but is "http" \(environment variable PORT\)$/),
      expect.stringMatching(/^corsOrigins: .*but is \["x"\] \(file .*millrace\.yaml\)$/),
      expect.stringMatching(/^payloadBytes: .*but is "2GB" \(file .*millrace\.yaml\)$/),
      expect.stringMatching(/^logLevel: must be one of debug, .*\(flag --log-level\)$/),
    ]);
    expect(found.join()).not.toContain("s3cret");
  });

  it.each([
    ["no file", ["--config", "/no/such/file.yaml"], "cannot read /no/such/file.yaml"],
    ["a length without a unit", ["--drain-grace", "5"], "such as 500ms, 30s or 5m"],
    ["another server as the store", ["--store", "http://queue:8080"], "in another server"],
    ["a secret in a bad URL", ["--store", "redis://:s3cret@h/x"], "the number of a database"],
    ["an empty host", ["--host", ""], "an address or a host name"],
    ["a number beyond all", ["--batch-jobs", "99999999999999999999"], "1 to 100000"],
  ])("%s", (_, argv, named) => {
    const [problem, ...others] = problems(argv);
    expect(problem).toContain(named);
    expect(problem).not.toContain("s3cret");
    expect(others).toEqual([]);
  });

  it("a file of schedules, each problem by its line", () => {
    const schedules =
      "schedules:\n  a:\n    cron: 60 * * * *\n    zone: Mars\n    job: { type: a }\n";
    const path = file(schedules);
    expect(problems(["--schedules", path])).toEqual([
      expect.stringMatching(/^schedules: .*millrace\.yaml:3: schedules\.a\.cron\[0\] is no cron/),
      expect.stringMatching(/^schedules: .*millrace\.yaml:4: schedules\.a\.zone is no time zone/),
    ]);
    expect(problems([], { MILLRACE_SCHEDULES: "/no/such.yaml" })).toEqual([
      expect.stringMatching(/^schedules: cannot be read: .*such\.yaml.*MILLRACE_SCHEDULES\)$/),
    ]);
  });

  it("a port for metrics that are not shown", () => {
    expect(problems(["--metrics", "false", "--metrics-port", "9"])).toEqual([
      "metricsPort (9) shows nothing while metrics is false: leave one of them out",
    ]);
  });

  it("a payload and a result that no message could carry", () => {
    expect(problems(["--payload-bytes", "3MiB"])).toEqual([
      expect.stringContaining("together must be less than messageBytes (4194304)"),
    ]);
    expect(load(["--payload-bytes", "3MiB", "--message-bytes", "5MiB"]).payloadBytes).toBe(3145728);
  });

  it.each([
    ["a list", "- port\n", "must be a map"],
    ["no YAML", "port: [\n", "millrace.yaml"],
    ["a key twice", "port: 1\nport: 2\n", "unique"],
    ["a map for a value", "port: {a: 1}\n", "port:"],
  ])("a file with %s", (_, yaml, named) => {
    expect(problems(["--config", file(yaml)]).join("\n")).toContain(named);
  });
});

describe("the command line", () => {
  function end(...argv: string[]): FlagsEnd {
    try {
      parseFlags(argv, "1.2.3");
    } catch (error) {
      expect(error).toBeInstanceOf(FlagsEnd);
      return error as FlagsEnd;
    }
    throw new Error("it made sense");
  }

  it("tells the version", () => {
    for (const flag of ["--version", "-v"]) {
      expect(end(flag)).toMatchObject({ message: "1.2.3\n", exitCode: 0 });
    }
  });

  it("explains each setting: its flag, its variable and its default", () => {
    const { message, exitCode } = end("--help");
    expect(exitCode).toBe(0);
    const text = message.replaceAll(/\s+/g, " ");
    for (const name of SETTING_NAMES) {
      const { flag, env, shown } = SETTINGS[name];
      expect(text).toContain(flag);
      expect(text).toContain(`(${env}, or ${name}; default: ${shown})`);
    }
  });

  it("is explained in the same words by the README", () => {
    const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
    const rows = readme.split("\n").filter((line) => line.startsWith("| `--"));
    expect(rows).toEqual(
      SETTING_NAMES.map((name) => {
        const { flag, env, shown, help } = SETTINGS[name];
        return `| \`${flag}\` | \`${env}\` | \`${name}\` | ${shown} | ${help} |`;
      }),
    );
  });

  it.each([[["--nope"]], [["surplus"]], [["--port"]]])("refuses %j", (argv) => {
    expect(end(...argv)).toMatchObject({ exitCode: 1, message: expect.stringContaining("error:") });
  });
});
