/** The connection could not be made, or broke. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
  }
}

/** The driver cannot do what the URL says, such as read a file of a certificate. */
export class ConfigurationError extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
  }
}

/** Whether Postgres, or a pooler in its place, has sent it. */
export function isSent(error: unknown): error is Error & { readonly code?: string } {
  return error instanceof Error && "severity" in error && "code" in error;
}

function messageOf(cause: unknown): string {
  // A host name with several addresses fails with all of their errors and no message.
  const error: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return error instanceof Error ? error.message : String(error);
}
