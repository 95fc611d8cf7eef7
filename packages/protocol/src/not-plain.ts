/**
 * Thrown for what is not plain: a message that is broken or written as nobody writes it, a value that
 * hardly occurs. Protobuf's own codec has to do it, or to refuse it in its own words.
 */
export const NOT_PLAIN = new Error("not a plain message of protobuf");
