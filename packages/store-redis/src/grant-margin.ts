/**
 * Within which time in ms a call leases by the grants that it has taken, and extends leases whose grants it has
 * extended: by so much a grant outlasts its lease.
 */
export const GRANT_MARGIN_MS = 1_000;
