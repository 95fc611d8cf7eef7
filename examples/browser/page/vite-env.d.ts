interface ImportMetaEnv {
  /** The Millrace server. */
  readonly VITE_MILLRACE_URL?: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
