import { storeSuite } from "@millrace/store-conformance";
import { testedStore } from "./test/tested-store.ts";

storeSuite("the SQLite store", testedStore);
