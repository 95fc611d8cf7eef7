export { Maintainer, type MaintainerOptions } from "./maintainer.ts";
