export { missingPackage, neederOf, whole } from "./missing-package.ts";
export { type OpenOptions, openStore } from "./open-store.ts";
export type { OpenedStore } from "./opened-store.ts";
