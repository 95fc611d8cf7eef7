// Apart from what plays runs, which worker processes need not read.

/** The type of the jobs of steps that complete, and of those that fail for good. */
export const STEP_TYPE = "step";
export const FAILING_STEP_TYPE = "failing-step";
export const RUN_TYPES: readonly string[] = [STEP_TYPE, FAILING_STEP_TYPE];
