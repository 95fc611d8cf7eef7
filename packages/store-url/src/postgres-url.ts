import { closestName } from "@millrace/core";
import { showUrl } from "./shown-url.ts";

/** What the URL of a Postgres says. */
export interface PostgresUrl {
  /** The URL for the driver, without what Millrace reads or sets itself. */
  readonly connectionString: string;
  /** What the URL asks of its sessions, as in `options=-c search_path=app`. */
  readonly options: string | undefined;
  /** The schema that holds the jobs. */
  readonly schema: string | undefined;
  /** Host and port, or the folder of a Unix socket, for people. */
  readonly host: string;
}

const FORM = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^@/?#]*)((?:\/[^?#]*)?)(?:\?([^#]*))?$/i;
/** Stands in for the host where there is none, as before the folder of a Unix socket. */
const NO_HOST = "no-host.invalid";
/** What the store sets by itself for each of its sessions, or must not have. */
const OWN_PARAMETERS = [
  "schema",
  "options",
  "client_encoding",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "query_timeout",
];

/**
 * What must not be misspelt: the driver ignores what it does not know, so the jobs would be in another
 * schema, or the connection without TLS.
 */
const CRUCIAL = ["schema", "sslmode"];
/** Parameters of drivers whose names are like those. */
const SIMILAR = ["ssl", "sslcertmode", "gssencmode"];

/** Whether `text` is meant to be the URL of a Postgres. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:/i.test(text);
}

/**
 * Reads `postgres://user:password@host:port/database?schema=name`, in the forms that node-postgres
 * takes: `postgresql://`, and for a Unix socket `?host=/folder` or an encoded `%2Ffolder` as the host.
 *
 * @returns what it says, or why it cannot be used, without its secrets.
 */
export function readPostgresUrl(text: string): PostgresUrl | string {
  const match = FORM.exec(text);
  if (match === null) return "it is not the URL of a Postgres";
  const [, , host = "", , query = ""] = match;
  if (host.includes(",")) {
    return "one Postgres has one host; name the primary, or a proxy that knows it";
  }
  const folder = new URLSearchParams(query).get("host");
  if (host === "" && folder === null) return "it names no host";
  const full = withHost(text);
  if (!URL.canParse(full)) return "its host or port cannot be read";
  const url = new URL(full);
  const shownHost = decode(url.host);
  if (shownHost === undefined) return "its host or port cannot be read";
  if (decode(url.username) === undefined || decode(url.password) === undefined) {
    return "its user or password cannot be decoded; write % as %25";
  }
  for (const name of url.searchParams.keys()) {
    const meant = SIMILAR.includes(name) ? name : (closestName(name, CRUCIAL) ?? name);
    if (meant !== name) return `there is no parameter ${name} for Postgres; did you mean ${meant}?`;
  }
  const schema = url.searchParams.get("schema") ?? undefined;
  const options = url.searchParams.get("options") ?? undefined;
  if (OWN_PARAMETERS.some((name) => url.searchParams.has(name))) {
    for (const name of OWN_PARAMETERS) url.searchParams.delete(name);
  }
  return {
    connectionString: url.href.replace(NO_HOST, ""),
    options,
    schema,
    host: folder ?? shownHost,
  };
}

/** The URL with `***` for its secrets, for logs and people. */
export function showPostgresUrl(text: string): string {
  return showUrl(new URL(withHost(text))).replace(NO_HOST, "");
}

/** `text` in a form that `URL` takes: with a host in any case. */
function withHost(text: string): string {
  return text.replace(/^([a-z]+:\/\/(?:[^/?#]*@)?)(?=[/?]|$)/i, `$1${NO_HOST}`);
}

function decode(text: string): string | undefined {
  try {
    // The driver takes a % that encodes nothing for itself.
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return undefined;
  }
}
