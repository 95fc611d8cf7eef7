export { Maintainer, type MaintainerLogger, type MaintainerOptions } from "./maintainer.ts";
