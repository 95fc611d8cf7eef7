// Imported ahead of a program: ends it, as SIGTERM does, when the process that has started it is
// gone without a word.
const parent = process.ppid;
const CHECK_MS = 500;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, CHECK_MS).unref();
