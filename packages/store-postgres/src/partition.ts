/** Every job lies in this partition. */
export const PARTITION = 0;
