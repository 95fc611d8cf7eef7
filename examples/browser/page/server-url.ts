/** Where the server is: it must allow this page's origin, with --cors-origins. */
export const serverUrl = import.meta.env.VITE_MILLRACE_URL ?? "http://localhost:8080";
