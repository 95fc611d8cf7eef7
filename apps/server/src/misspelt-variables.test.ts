import { expect, it } from "vitest";
import { misspeltVariables } from "./misspelt-variables.ts";
import { SETTING_NAMES, SETTINGS } from "./settings.ts";

it.each([
  ["MILLRACE_MESAGE_BYTES", "MILLRACE_MESSAGE_BYTES"],
  ["MILLRACE_DRAIN_GRACE_MS", "MILLRACE_DRAIN_GRACE"],
  ["MILLRACE_PORT", "PORT"],
  ["MILLRACE_HOST", "HOST"],
  ["MILLRACE_STORE", "MILLRACE_URL"],
  ["MILLRACE_CONFIGURATION", "MILLRACE_CONFIG"],
  ["MILLRACE_METRIC", "MILLRACE_METRICS"],
])("%s was probably meant as %s", (variable, meant) => {
  expect(misspeltVariables({ [variable]: "1" })).toEqual([{ variable, meant }]);
});

it("a setting's own variable is no mistake, nor is one of another program", () => {
  const settings = SETTING_NAMES.map((name) => [SETTINGS[name].env, "1"]);
  const others = { MILLRACE_CONFIG: "a", MILLRACE_NODE: "present", MILLRACE_SEED: "7", PROT: "1" };
  expect(misspeltVariables({ ...Object.fromEntries(settings), ...others })).toEqual([]);
});

it("what is empty is none", () => {
  expect(misspeltVariables({ MILLRACE_PORT: "", MILLRACE_HOST: undefined })).toEqual([]);
});

it("what Kubernetes tells of a Service is no mistake", () => {
  const links = {
    MILLRACE_SERVICE_HOST: "10.0.0.1",
    MILLRACE_SERVICE_PORT: "8080",
    MILLRACE_SERVICE_PORT_HTTP: "8080",
    MILLRACE_PORT: "tcp://10.0.0.1:8080",
    MILLRACE_PORT_8080_TCP: "tcp://10.0.0.1:8080",
    MILLRACE_PORT_8080_TCP_ADDR: "10.0.0.1",
    MILLRACE_PORT_8080_TCP_PORT: "8080",
    MILLRACE_PORT_8080_TCP_PROTO: "tcp",
  };
  expect(misspeltVariables(links)).toEqual([]);
});
