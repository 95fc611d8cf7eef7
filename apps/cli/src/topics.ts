import { EXIT_CODES } from "./exit-codes.ts";
import { JOB_FILTERS } from "./specs/job.ts";

/** What `millrace help TOPIC` prints. */
export const TOPICS: Readonly<Record<string, () => string>> = {
  "exit-codes": () => `How millrace ends:

${rows(Object.values(EXIT_CODES).map(({ code, means }) => [String(code), means]))}
Errors stand on the standard error: in words, or with -o json and -o jsonl as one line of JSON,
{"error": {"code", "message", "remedy", "fields"}}. A command that is given several jobs does what it
can, names each job that it could not change, and ends as the first of them says.
`,
  formatting: () => `How data is printed, by -o or --output:

${rows([
  ["table", "for people; the default. What is piped is never cut off"],
  ["wide", "a table with more columns; of one job also the details of its errors"],
  ["json", "one document: an object, or an array of them, also when there are none"],
  ["jsonl", "an object a line, each as it comes"],
  ["yaml", "one document, as json"],
  ["id", "ids alone, a line each, to hand on to other commands"],
  ["none", "nothing: the exit code is enough"],
])}
--fields id,status,payload.to prints these fields alone, in any of them but id and none; the names
are those of -o json.

--jq '.id + " " + .errors[-1].message' prints what that filter of jq makes of each job (or whatever is
listed), one after the other, as jq does with the lines of -o jsonl: texts as they are, anything else as
JSON, a line each. jq need not be installed. What is about the list as a whole, such as group_by, and
things of more than 256 KiB, are for jq itself: -o json | jq.

--time relative, iso or unix says how tables show times; JSON and YAML always have ISO 8601. Data is
on the standard output, and everything else (notes, progress, questions, errors) on the standard
error; --quiet leaves out notes and progress. Colours are for terminals; --color always or never says
otherwise, as do NO_COLOR and FORCE_COLOR.

A list that is longer than the terminal is shown screen by screen by less, or what MILLRACE_PAGER or PAGER
names; --no-pager, and cat as the pager, print it at once.
`,
  query: () => `Which jobs are meant, in "job list", "job bulk" and "dead":

  millrace job list email status:failed,cancelled error:timeout created-after:1h

A word without a colon is a type. NAME:VALUE is the same as the option --NAME VALUE, and all that is
given must hold:

${rows(Object.values(JOB_FILTERS).map(({ flags, help }) => [flags.slice(2), help]))}`,
  environment: () => `What the environment says:

${rows([
  [
    "MILLRACE_URL",
    "where the jobs are: a server (http:, https:) or a store (redis:, postgres:, sqlite:)",
  ],
  ["MILLRACE_CONTEXT", "the context that says so, unless MILLRACE_URL is set"],
  ["REDIS_URL", "a Redis, unless MILLRACE_URL or a context says something else"],
  ["REDIS_ADDR", "likewise, host:port, with REDIS_PASSWORD and REDIS_DB"],
  ["POSTGRES_DSN", "a Postgres, unless one of those is set"],
  ["NO_COLOR", "no colours"],
  ["MILLRACE_PAGER", "what shows long lists screen by screen, in place of PAGER and less"],
  ["FORCE_COLOR", "colours also where there is no terminal; 0 for none"],
])}
--server, --store and --context count before all of them, MILLRACE_URL before contexts, and those
before the rest. With nothing said, it is the server at http://localhost:8080. "millrace context show"
tells where the jobs are and what says so; "millrace context add" keeps an address under a name, in
$XDG_CONFIG_HOME/millrace/config.yaml.

On a store itself (--store redis://...) every command works but those that ask a server about itself.
`,
  payloads: () => `How payloads are given and shown:

${rows([
  ["TEXT", "the text as it stands"],
  ["@FILE", "what the file holds, byte for byte"],
  ["-", "what comes by the standard input"],
])}
What parses as JSON is sent as application/json, byte for byte: a number like 9223372036854775808
stays what it is. Other text is text/plain, anything else application/octet-stream; --content-type
says otherwise. What begins like JSON and is none is refused, unless --content-type is given.

Tables show text as it is, and what is no text as base64:... In JSON and YAML, payload (or result) is
the value of JSON, payloadText any other text, and payloadBase64 what is none. "job get ID --payload"
and "--result" print the bytes alone, as they are.
`,
};

function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
  return pairs.map(([name, text]) => `  ${name.padEnd(width)}${text}\n`).join("");
}
