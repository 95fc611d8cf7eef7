import { Code, ConnectError } from "@connectrpc/connect";
import { errorFromJson } from "@connectrpc/connect/protocol-connect";
import { closestName, MillraceError } from "@millrace/core";
import { decodeError } from "@millrace/protocol";
import * as services from "@millrace/protocol/services";
import { invalidValue, usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { findPlace } from "../connection.ts";
import { formatJson, parseJson } from "../output/lossless-json.ts";
import type { View } from "../output/view.ts";
import { readBytes } from "../payload-input.ts";
import type { API } from "../specs/server.ts";

export const run: Run<typeof API> = async ({ arguments: [name], options, global, io, output }) => {
  if (name === undefined) {
    await output.items(METHODS, METHOD_VIEW);
    return;
  }
  const { path } = findMethod(name);
  const { url } = await findPlace(global, io.env);
  if (url.kind !== "server") {
    throw new MillraceError("FAILED_PRECONDITION", `there is no server at ${url.shown} to call`);
  }
  const body = await readBytes(options.data ?? "{}", io);
  const answer = await call(new URL(path, `${url.href.replace(/\/$/, "")}/`), body, io.signal);
  if (output.format === "table" || output.format === "wide") {
    await output.raw(`${formatJson(answer, 2)}\n`);
  } else await output.item(answer, { ...ANSWER_VIEW, fields: Object.keys(answer) });
};

/** A method of a server that has one answer. */
interface Method {
  readonly name: string;
  readonly service: string;
  /** From the server's URL. */
  readonly path: string;
}

const METHODS: readonly Method[] = Object.values(services).flatMap(({ typeName, methods }) =>
  methods
    .filter(({ methodKind }) => methodKind === "unary")
    .map(({ name }) => ({
      name,
      service: typeName.split(".").at(-1) as string,
      path: `${typeName}/${name}`,
    })),
);

function findMethod(name: string): Method {
  const found = METHODS.find((method) => {
    const { service, path } = method;
    return [method.name, `${service}/${method.name}`, path].includes(name);
  });
  if (found !== undefined) return found;
  const short = name.split("/").at(-1) as string;
  const meant = closestName(
    short,
    METHODS.map((method) => method.name),
  );
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw usageError(`there is no method ${name} of one answer${hint}`, "millrace api lists them");
}

async function call(url: URL, body: Uint8Array, signal: AbortSignal): Promise<object> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Connect-Protocol-Version": "1" },
      body: new Uint8Array(body),
      signal,
    });
    text = await response.text();
  } catch (cause) {
    throw new MillraceError("UNAVAILABLE", `the server at ${url.origin} cannot be reached`, {
      cause,
    });
  }
  const json = readJson(text, url);
  if (response.ok) return json;
  const fallback = new ConnectError(
    `the server answers with HTTP ${response.status}`,
    Code.Unknown,
  );
  throw decodeError(errorFromJson(json as never, undefined, fallback));
}

function readJson(text: string, url: URL): object {
  try {
    return parseJson(text) as object;
  } catch {
    throw invalidValue("the URL", `leads to what is no Millrace server: ${url.origin}`);
  }
}

const METHOD_VIEW: View<Method> = {
  columns: [
    { header: "SERVICE", cell: ({ service }) => service },
    { header: "METHOD", cell: ({ name }) => name },
  ],
  fields: ["service", "name", "path"],
  id: ({ name }) => name,
  json: (method) => method,
};

const ANSWER_VIEW: Omit<View<object>, "fields"> = {
  columns: [],
  id: () => "",
  json: (answer) => answer,
};
