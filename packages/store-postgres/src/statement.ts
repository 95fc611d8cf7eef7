/** A statement, with its parameters in the driver's forms. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A row as a list of its columns. */
export type Row = readonly unknown[];
