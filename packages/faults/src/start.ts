/** A handler that has begun, as its worker told. */
export interface Start {
  readonly id: string;
  /** When its lease began, by the store's clock. */
  readonly leasedAt: number;
  /** By the clock of the machine, which is that of the store, too. */
  readonly at: number;
}
