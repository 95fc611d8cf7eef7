/** Takes messages for operators; pino's loggers fit. */
export interface Logger {
  debug?(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Writes to the standard error, or a browser's console, with an error's message but not its stack. */
export const stderrLogger: Logger = { info: toStderr, warn: toStderr, error: toStderr };

function toStderr(fields: object, message: string): void {
  const parts = Object.entries(fields).map(([name, value]) =>
    value instanceof Error ? value.message : `${name} ${value}`,
  );
  console.error(["millrace: ", message, ...parts.map((part) => `; ${part}`)].join(""));
}

const ignore = () => {};

/** Discards everything. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
