// The program of the lease thread.
import { runLeaseThread } from "./lease-thread.ts";

runLeaseThread();
