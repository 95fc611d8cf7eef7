const SHA = "5dddaedf638b19f9dc509b205e31bae8030ee6ab";

/** What Redis 6.2 to 8 and Valkey answer in place of a result, by the word for it. */
export const REFUSALS = [
  ["OOM", "OOM command not allowed when used memory > 'maxmemory'."],
  ["NOREPLICAS", "NOREPLICAS Not enough good replicas to write."],
  ["READONLY", "READONLY You can't write against a read only replica."],
  [
    "MASTERDOWN",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  ],
  ["MISCONF", "MISCONF Errors writing to the AOF file: No space left on device"],
  ["LOADING", "LOADING Redis is loading the dataset in memory"],
  [
    "BUSY",
    "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
  ],
  ["CLUSTERDOWN", "CLUSTERDOWN The cluster is down"],
  ["MOVED", "MOVED 3999 127.0.0.1:6381"],
  ["ASK", "ASK 3999 127.0.0.1:6381"],
  ["TRYAGAIN", "TRYAGAIN Multiple keys request during rehashing of slot"],
  ["NOAUTH", "NOAUTH Authentication required."],
  ["WRONGPASS", "WRONGPASS invalid username-password pair or user is disabled."],
  ["NOPERM", "NOPERM this user has no permissions to run the 'evalsha' command"],
  ["NOCOMMAND", "ERR unknown command 'EVALSHA', with args beginning with: '5dddaedf'"],
  ["WRONGTYPE", "WRONGTYPE Operation against a key holding the wrong kind of value"],
  ["UNBLOCKED", "UNBLOCKED force unblock from blocking operation, instance state changed"],
  ["CROSSSLOT", "CROSSSLOT Keys in request don't hash to the same slot"],
  ["NOSCRIPT", "NOSCRIPT No matching script. Please use EVAL."],
  ["ERR", "ERR value is not an integer or out of range"],
] as const;

/** How an error reads that was met inside of a script. */
export const IN_SCRIPT_FORMS: readonly (readonly [
  version: string,
  form: (text: string) => string,
])[] = [
  [
    "Redis 6.2",
    (text) =>
      `ERR Error running script (call to f_${SHA}): @user_script:12: @user_script: 12: -${text} `,
  ],
  [
    "Redis 6.2, by the command itself",
    (text) => `ERR Error running script (call to f_${SHA}): @user_script:12: ${text} `,
  ],
  ["Redis 7 and Valkey", (text) => `${text} script: ${SHA}, on @user_script:12.`],
];
