/** Payloads up to this length stand in the job's own row. */
export const INLINE_PAYLOAD_BYTES = 1_024;

/** Parameters: number, payload. A trigger forgets the payload with its job. */
export const INSERT_LARGE_PAYLOAD = "INSERT INTO large_payloads (number, payload) VALUES (?, ?)";

/** Parameter: number. */
export const FIND_LARGE_PAYLOAD = "SELECT payload FROM large_payloads WHERE number = ?";
