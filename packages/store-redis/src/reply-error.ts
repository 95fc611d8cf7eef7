/** An error that Redis has answered with. */
export interface ReplyError {
  /**
   * Redis' word for it, such as `OOM`, or `ERR`. What has no word of its own on some versions has got one
   * here: `NOPERM`, `CLUSTERDOWN`, `NOCOMMAND`, `MAXCLIENTS`, `NODATABASE`, `NOCLUSTER`.
   */
  readonly code: string;
  /** What Redis says, without the place in a script where it was met. */
  readonly text: string;
  /** Whether a script had begun to run. */
  readonly inScript: boolean;
}

// Redis 6.2: "ERR Error running script (call to f_SHA): @user_script:7: @user_script: 7: -OOM …".
const IN_SCRIPT_OF_6 =
  /^ERR Error running script \(call to \w+\): @\w+: ?\d+: (?:@\w+: ?\d+: )?-?(.*)$/s;
// Redis 7 and later, Valkey: "OOM … script: SHA, on @user_script:7.".
const IN_SCRIPT_OF_7 = /^(.*) script: \w+, on @\w+: ?\d+\.$/s;

/** What has no word of its own, or another one in each version. */
const WORDLESS: readonly (readonly [code: string, text: RegExp])[] = [
  ["NOPERM", /^The user executing the script can't /],
  ["CLUSTERDOWN", /^Script attempted to execute a (write )?command while the cluster is down/],
  ["NOCOMMAND", /^(unknown (sub)?command|Unknown Redis command|This Redis command is not allowed)/],
  ["MAXCLIENTS", /^max number of clients /],
  ["WRONGPASS", /^invalid password/],
  ["NODATABASE", /^(DB index is out of range|invalid DB index)/],
  ["NOCLUSTER", /^This instance has cluster support disabled/],
];

/** What Redis has answered with, or undefined when the error is none of an answer. */
export function replyErrorOf(error: unknown): ReplyError | undefined {
  // The class belongs to the driver, which may be there in several copies.
  if (!(error instanceof Error && error.name === "ReplyError")) return undefined;
  return parseReplyError(error.message);
}

/**
 * Removes the arguments of its command (a password or payloads) from an error of the driver, so that they
 * are not logged with it.
 */
export function withoutArguments<Fault>(error: Fault): Fault {
  if (error instanceof Error && "command" in error) {
    const { command } = error as { command?: { args?: unknown } };
    if (command !== undefined) delete command.args;
  }
  return error;
}

/** Reads the text of an error, without the `-` that it has on the wire. */
export function parseReplyError(message: string): ReplyError {
  const scripted = (IN_SCRIPT_OF_6.exec(message) ?? IN_SCRIPT_OF_7.exec(message))?.[1];
  const text = (scripted ?? message).trim();
  return { code: codeOf(text), text, inScript: scripted !== undefined };
}

function codeOf(text: string): string {
  const words = text.replace(/^ERR /, "");
  const [code] = WORDLESS.find(([, pattern]) => pattern.test(words)) ?? [];
  return code ?? /^[A-Z][A-Z\d]*(?= |$)/.exec(text)?.[0] ?? "ERR";
}
