/** How the program ends, by name. What scripts may rely on stands here alone. */
export const EXIT_CODES = {
  ok: { code: 0, means: "done" },
  error: { code: 1, means: "an error without a code of its own, such as a bug or a damaged job" },
  usage: { code: 2, means: "the command line makes no sense, or its confirmation was not given" },
  notFound: { code: 3, means: "there is no such job, or it is kept no longer" },
  denied: { code: 4, means: "not authenticated, or not permitted" },
  conflict: { code: 5, means: "the status of the job forbids it, or a key is taken" },
  unavailable: { code: 6, means: "the server or the store cannot be reached, or did not answer" },
  invalid: { code: 7, means: "a value is not valid, or over a limit" },
  pending: { code: 8, means: "still pending when the --timeout was over" },
  failed: { code: 10, means: "the job that was waited for has failed" },
  cancelled: { code: 11, means: "the job that was waited for was cancelled" },
  interrupted: { code: 130, means: "interrupted, by Ctrl-C or SIGTERM" },
} as const satisfies Record<string, { readonly code: number; readonly means: string }>;

export type Exit = keyof typeof EXIT_CODES;
