// Apart from what plays runs, which worker processes need not read.

/** The type of the jobs of steps that complete, of those that fail for good, and of those that do so until a rerun. */
export const STEP_TYPE = "step";
export const FAILING_STEP_TYPE = "failing-step";
export const MENDED_STEP_TYPE = "mended-step";
export const RUN_TYPES: readonly string[] = [STEP_TYPE, FAILING_STEP_TYPE, MENDED_STEP_TYPE];
