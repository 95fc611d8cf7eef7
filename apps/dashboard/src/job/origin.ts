/** Where a mended job tells of the one whose payload it had. */
export const MENDED_FROM = "mended_from";

/** Where a job that was made like another one tells of that. */
export const COPIED_FROM = "copied_from";
