import { workflowSuite } from "@millrace/store-conformance";
import { testedStore } from "./test/tested-store.ts";

workflowSuite("the SQLite store", testedStore);
