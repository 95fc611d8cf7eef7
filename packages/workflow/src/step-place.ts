/** A step, and of a map the place of an item. */
export interface StepPlace {
  readonly step: string;
  readonly index?: number;
  /** How often the step was started over, itself included: what ends has to tell it. */
  readonly epoch: number;
}
