/** Parameter: side. */
export const RESERVED_TURNS = "SELECT reserved FROM turns WHERE side = ?";

/** Parameters: reserved, side. */
export const RESERVE_TURNS = "UPDATE turns SET reserved = ? WHERE side = ?";
