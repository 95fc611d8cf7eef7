/** What a payload is unless its job says otherwise. */
export const JSON_TYPE = "application/json";
/** What a payload of bytes is when nothing more is known of them. */
export const BYTES_TYPE = "application/octet-stream";

/** `type/subtype`, with parameters or without; the same rule stands in the proto. */
export const CONTENT_TYPE: RegExp = /^[a-zA-Z0-9!#$&^_.+-]+\/[a-zA-Z0-9!#$&^_.+-]+( *;[ -~]*)?$/;
