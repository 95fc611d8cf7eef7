/*
 * The entity tag of a job is its sequence number. A compressed answer has other bytes, and so must have
 * another strong tag (https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1); both stand for one state of
 * the job.
 */
const GZIP = "-gzip";
const SEQUENCE_TAG = /^"([1-9]\d{0,14})(?:-gzip)?"$/;

/** The tag of a job at `sequence`. */
export function jobTag(sequence: bigint | number): string {
  return `"${sequence}"`;
}

/** The tag of the same answer, compressed. */
export function gzipTag(tag: string): string {
  return `${tag.slice(0, -1)}${GZIP}"`;
}

/** The sequence number for which `tag` stands; undefined when it is none of a job. */
export function sequenceOf(tag: string): string | undefined {
  return SEQUENCE_TAG.exec(tag)?.[1];
}

/**
 * The one of `ifNoneMatch`, which may be `*` for any, that stands for the same state as `tag`, if any. Weak ones compare like strong
 * ones here, as RFC 9110 has it.
 */
export function matchingTag(ifNoneMatch: string | undefined, tag: string): string | undefined {
  if (ifNoneMatch?.trim() === "*") return tag;
  const known = (ifNoneMatch ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return known.find((each) => each === tag || each === gzipTag(tag));
}
