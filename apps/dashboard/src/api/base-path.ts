/**
 * Where the dashboard is served, as the browser sees it: this module is one of its assets, so it knows the
 * path behind any proxy. Ends with a slash.
 */
export const BASE_PATH: string = import.meta.env.DEV
  ? "/"
  : new URL(/* @vite-ignore */ "../", import.meta.url).pathname;
