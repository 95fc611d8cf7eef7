import { Code, ConnectError } from "@connectrpc/connect";

/** An error whose status is another one than its code has, or whose answer needs headers of its own. */
export class RestError extends Error {
  override readonly name = "RestError";
  readonly error: ConnectError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: Code,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    error = new ConnectError(message, code),
  ) {
    super(message);
    this.error = error;
    this.status = status;
    this.headers = headers;
  }

  /** `error`, with its details, under another status. */
  static of(error: ConnectError, status: number): RestError {
    return new RestError(status, error.code, error.rawMessage, {}, error);
  }
}

/** @returns a RestError for a request that is not in order. */
export function badRequest(message: string): RestError {
  return new RestError(400, Code.InvalidArgument, message);
}
