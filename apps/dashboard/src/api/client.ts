import { Client } from "@millrace/client";
import { BASE_PATH } from "./base-path.ts";

/** Below the page's own path, where the server keeps what it was told about the dashboard. */
export const API_URL: string = new URL(`${BASE_PATH}api`, location.href).href;

export const client: Client = new Client({ url: API_URL, callTimeout: "10s" });
