/** What the server has said of itself in the page. */
export interface PageSettings {
  readonly version: string;
  /** Whether the server refuses what changes anything: the page leaves it out. */
  readonly readOnly: boolean;
  /** Whether the server keeps payloads and results to itself. */
  readonly hidePayloads: boolean;
  /** What people call this server; empty for nothing. */
  readonly label: string;
  /** The way from the dashboard to where the server's own addresses begin. */
  readonly root?: string;
}

const meta = document.querySelector<HTMLMetaElement>('meta[name="millrace"]');

export const PAGE_SETTINGS: PageSettings = {
  version: "",
  readOnly: false,
  hidePayloads: false,
  label: "",
  ...(JSON.parse(meta?.content ?? "{}") as Partial<PageSettings>),
};
