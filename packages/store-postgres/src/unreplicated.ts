/** Why an enqueue on Postgres cannot ask for replicas: what a commit waits for is a matter of its settings. */
export const UNREPLICATED =
  "Postgres waits for standbys by its own settings and does not tell how many there were; set synchronous_standby_names and synchronous_commit there, and leave it out";
