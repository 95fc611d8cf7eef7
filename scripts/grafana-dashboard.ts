import { VizLegendOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

/** Where the dashboard lies, from the root of the workspace. */
export const DASHBOARD_FILE = "deploy/grafana/millrace.json";

const DATASOURCE = { type: "prometheus", uid: "$datasource" };
/** Panels that stand beside each other, of the 24 columns that Grafana has. */
const SPAN = 8;
const HEIGHT = 7;

/** What a panel draws: expressions by what their series are called. */
interface Graph {
  readonly title: string;
  readonly unit?: string;
  readonly about?: string;
  readonly lines: Readonly<Record<string, string>>;
  /** Whether it goes below 0. Defaults to false. */
  readonly signed?: boolean;
}

const RATE = "$__rate_interval";

/** A quantile of a histogram, by the labels `by`. */
function quantile(q: number, family: string, selector: string, ...by: string[]): string {
  const labels = ["le", ...by].join(", ");
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${family}_bucket{${selector}}[${RATE}])))`;
}

function rate(family: string, selector: string, ...by: string[]): string {
  const sum = by.length === 0 ? "sum" : `sum by (${by.join(", ")})`;
  return `${sum} (rate(${family}{${selector}}[${RATE}]))`;
}

const SERVER = 'job=~"$job"';
const TYPE = `${SERVER}, type=~"$type"`;

/** Queue gauges are the same on every server of a store. */
function ofStore(family: string, selector: string, ...by: string[]): string {
  return `max by (${by.join(", ")}) (${family}{${selector}})`;
}

const ENDED = 'outcome=~"completed|failed|retried"';
const FAULTS = 'rpc_status_code=~"INTERNAL|UNKNOWN|DATA_LOSS|UNAVAILABLE|DEADLINE_EXCEEDED"';

const ROWS: { readonly [Title: string]: readonly Graph[] } = {
  Overview: [
    {
      title: "Jobs by status",
      lines: {
        "{{status}}": `sum by (status) (${ofStore("millrace_queue_jobs", SERVER, "type", "status")})`,
      },
    },
    {
      title: "Jobs in and out",
      unit: "ops",
      lines: {
        enqueued: rate("millrace_jobs_enqueued_total", `${SERVER}, outcome="created"`),
        "{{outcome}}": rate("millrace_jobs_settled_total", SERVER, "outcome"),
      },
    },
    {
      title: "Oldest pending job",
      unit: "s",
      about: "Since it was due, of each type.",
      lines: {
        "{{type}}": ofStore("millrace_queue_oldest_seconds", `${SERVER}, status="pending"`, "type"),
      },
    },
    {
      title: "Attempts that fail",
      unit: "percentunit",
      lines: {
        failed: `${rate("millrace_jobs_settled_total", `${SERVER}, outcome=~"failed|retried"`)} / ${rate("millrace_jobs_settled_total", `${SERVER}, ${ENDED}`)}`,
      },
    },
    {
      title: "Workers",
      about: "Those that tell that they live, by the type that they lease.",
      lines: { "{{type}}": ofStore("millrace_queue_workers", SERVER, "type") },
    },
    {
      title: "Handlers that run, and may run",
      lines: {
        running: "sum (millrace_worker_running)",
        concurrency: "sum (millrace_worker_concurrency)",
      },
    },
    { title: "Store is up", lines: { "{{instance}}": `millrace_store_up{${SERVER}}` } },
  ],
  "Queue $type": [
    {
      title: "Backlog",
      lines: { "{{type}} {{status}}": ofStore("millrace_queue_jobs", TYPE, "type", "status") },
    },
    {
      title: "Oldest job",
      unit: "s",
      lines: {
        "{{type}} {{status}}": ofStore("millrace_queue_oldest_seconds", TYPE, "type", "status"),
      },
    },
    {
      title: "Wait for a worker",
      unit: "s",
      about: "From when a job was due to its lease.",
      lines: {
        p50: quantile(0.5, "millrace_job_wait_seconds", TYPE),
        p95: quantile(0.95, "millrace_job_wait_seconds", TYPE),
        p99: quantile(0.99, "millrace_job_wait_seconds", TYPE),
      },
    },
    {
      title: "Run time, p95",
      unit: "s",
      lines: { "{{outcome}}": quantile(0.95, "millrace_job_run_seconds", TYPE, "outcome") },
    },
    {
      title: "Lateness of delayed jobs",
      unit: "s",
      lines: {
        p50: quantile(0.5, "millrace_job_lateness_seconds", TYPE),
        p99: quantile(0.99, "millrace_job_lateness_seconds", TYPE),
      },
    },
    {
      title: "Retries, dead letters, lost leases",
      unit: "ops",
      lines: {
        retried: rate("millrace_jobs_settled_total", `${TYPE}, outcome="retried"`),
        "dead letters": rate("millrace_jobs_settled_total", `${TYPE}, outcome="failed"`),
        "leases {{reason}}": rate("millrace_leases_lost_total", TYPE, "reason"),
        rescued: rate("millrace_jobs_rescued_total", TYPE),
      },
    },
  ],
  Workers: [
    {
      title: "Running, of concurrency",
      unit: "percentunit",
      lines: {
        "{{instance}}":
          "sum by (instance) (millrace_worker_running) / sum by (instance) (millrace_worker_concurrency)",
      },
    },
    {
      title: "Handlers, p95",
      unit: "s",
      lines: { "{{type}}": quantile(0.95, "millrace_worker_handler_seconds", "", "type") },
    },
    {
      title: "Extensions that fail, outcomes sent again",
      unit: "ops",
      lines: {
        "{{outcome}}": rate("millrace_worker_extends_total", 'outcome!="ok"', "outcome"),
        "sent again": rate("millrace_worker_settle_retries_total", ""),
      },
    },
    { title: "Leases held", lines: { "{{instance}}": "millrace_worker_leases_held" } },
    {
      title: "Event loop held up",
      unit: "percentunit",
      lines: { "{{instance}}": `rate(millrace_worker_eventloop_blocked_seconds_total[${RATE}])` },
    },
    {
      title: "Clock ahead of the store's",
      unit: "s",
      signed: true,
      lines: { "{{instance}}": "millrace_worker_clock_skew_seconds" },
    },
  ],
  Server: [
    {
      title: "RPCs",
      unit: "ops",
      lines: {
        "{{rpc_method}}": rate("rpc_server_call_duration_seconds_count", SERVER, "rpc_method"),
      },
    },
    {
      title: "RPCs that fail by the server's fault",
      unit: "ops",
      lines: {
        "{{rpc_method}} {{rpc_status_code}}": rate(
          "rpc_server_call_duration_seconds_count",
          `${SERVER}, ${FAULTS}`,
          "rpc_method",
          "rpc_status_code",
        ),
      },
    },
    {
      title: "RPCs, p95",
      unit: "s",
      about: "Leases and watches wait, and so are left out.",
      lines: {
        "{{rpc_method}}": quantile(
          0.95,
          "rpc_server_call_duration_seconds",
          `${SERVER}, rpc_method!~".*/(Lease|Watch.*)"`,
          "rpc_method",
        ),
      },
    },
    {
      title: "Jobs a call, mean",
      lines: {
        "{{op}}": `${rate("millrace_batch_jobs_sum", SERVER, "op")} / ${rate("millrace_batch_jobs_count", SERVER, "op")}`,
      },
    },
    {
      title: "Connections and streams",
      lines: {
        "{{protocol}}": `sum by (protocol) (millrace_connections{${SERVER}})`,
        "{{method}}": `sum by (method) (millrace_streams{${SERVER}})`,
      },
    },
    {
      title: "Event loop lag, p99",
      unit: "s",
      lines: { "{{instance}}": `nodejs_eventloop_lag_p99_seconds{${SERVER}}` },
    },
    {
      title: "Memory",
      unit: "bytes",
      lines: { "{{instance}}": `process_resident_memory_bytes{${SERVER}}` },
    },
  ],
  Store: [
    {
      title: "Calls, p95",
      unit: "s",
      about: "Leases wait for jobs, and so are left out.",
      lines: {
        "{{op}}": quantile(0.95, "millrace_store_call_seconds", `${SERVER}, op!="lease"`, "op"),
      },
    },
    {
      title: "Calls that fail",
      unit: "ops",
      lines: {
        "{{op}} {{outcome}}": rate(
          "millrace_store_call_seconds_count",
          `${SERVER}, outcome!="ok"`,
          "op",
          "outcome",
        ),
      },
    },
    {
      title: "Since the last maintenance",
      unit: "s",
      lines: {
        age: `time() - max (millrace_maintenance_last_success_timestamp_seconds{${SERVER}} > 0)`,
      },
    },
  ],
};

/** The dashboard for Grafana as the text of its file. */
export function grafanaDashboard(): string {
  const builder = new DashboardBuilder("Millrace")
    .uid("millrace")
    .tags(["millrace"])
    .refresh("30s")
    .time({ from: "now-1h", to: "now" })
    .withVariable(
      new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus"),
    )
    .withVariable(choice("job", "Servers", "label_values(millrace_build_info, job)"))
    .withVariable(choice("type", "Type", "label_values(millrace_queue_jobs, type)"));
  for (const [title, graphs] of Object.entries(ROWS)) {
    builder.withRow(new RowBuilder(title));
    for (const graph of graphs) builder.withPanel(panelOf(graph));
  }
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

/** A variable of the dashboard that stands for some of the values of a label, all at first. */
function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .multi(true)
    .includeAll(true)
    .current({ text: "All", value: "$__all" })
    .refresh(2);
}

function panelOf({ title, unit = "short", about, lines, signed }: Graph): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .unit(unit)
    .span(SPAN)
    .height(HEIGHT)
    .datasource(DATASOURCE)
    .legend(new VizLegendOptionsBuilder().showLegend(true));
  if (!signed) panel.min(0);
  if (about !== undefined) panel.description(about);
  Object.entries(lines).forEach(([legend, expr], i) => {
    const refId = String.fromCharCode("A".charCodeAt(0) + i);
    panel.withTarget(new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend));
  });
  return panel;
}
