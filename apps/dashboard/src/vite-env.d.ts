/// <reference types="vite/client" />

/** The address of the program that watches for all tabs. */
declare module "#live-worker-url" {
  const url: string;
  export default url;
}
