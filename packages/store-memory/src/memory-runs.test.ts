import { workflowSuite } from "@millrace/store-conformance";
import { MemoryStore } from "./memory-store.ts";

workflowSuite("the memory store", { time: "virtual", open: (clock) => new MemoryStore({ clock }) });
