import type { ServerLimits, ServerStatus } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import { useRef } from "react";

import { formatBytes, formatCount, formatRate, plural } from "../format/numbers.ts";
import { useServerStatus } from "../live/live-server.ts";
import { FactList } from "../ui/fact-list.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

/** Clocks that differ by less disturb nobody. */
const SKEW_MS = 2_000;

export default function ServerPage() {
  usePageTitle("Server");
  const { data, error } = useServerStatus();
  if (data?.info.status === undefined) {
    return (
      <p className="p-6 text-muted-foreground">
        {error === null ? "Loading…" : `The server cannot tell of its store: ${reasonOf(error)}`}
      </p>
    );
  }
  const { info, tookMs } = data;
  const { status, version, store, limits } = info;
  return (
    <div className="mx-auto flex w-full max-w-screen-xl flex-col gap-3 p-3 md:p-4">
      <h1 className="text-lg font-semibold">Server</h1>
      {status?.warnings.map((warning) => (
        <p
          key={warning}
          className="rounded-lg border border-retrying bg-card px-3 py-2 wrap-anywhere"
        >
          {warning}
        </p>
      ))}
      {status && (
        <div className="grid items-start gap-3 lg:grid-cols-2">
          <Panel title="This server">
            <FactList
              facts={[
                ["Version", version],
                ["Host", status.host],
                ["Serves since", <Time key="started" at={status.startedAt} />],
                ["Store", store],
                ["Answers with its store", `in ${formatDuration(tookMs)}`],
                ["Clock of the store", skewText(status)],
              ]}
            />
          </Panel>
          <Maintenance status={status} />
          <WatchCost status={status} />
          <Limits limits={limits} />
        </div>
      )}
    </div>
  );
}

function skewText({ serverTime, storeTime }: ServerStatus) {
  const aheadMs = storeTime - serverTime;
  if (Math.abs(aheadMs) < SKEW_MS) return "that of the server";
  const text = `${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"} the server's`;
  return <strong className="font-semibold text-failed">{text}</strong>;
}

/** Who does what one process does for all: nobody may have noticed that nobody does. */
function Maintenance({ status: { roles } }: { status: ServerStatus }) {
  return (
    <Panel title="Maintenance">
      {roles.length === 0 ? (
        <p className="px-3 py-2 text-failed">
          Nobody maintains the store: idle queues, schedules and operations stand still. Start a
          server or a worker whose option maintain is not false.
        </p>
      ) : (
        roles.map(({ name, holder, fence, expiresAt }) => (
          <FactList
            key={name}
            facts={[
              ["Done by", holder],
              ["Another may take it", <Time key="end" at={expiresAt} />],
              ["Times that it changed hands", formatCount(fence)],
            ]}
          />
        ))
      )}
    </Panel>
  );
}

/** What the pages that are open cost the store by this server. */
function WatchCost({ status: { watch, serverTime, startedAt } }: { status: ServerStatus }) {
  const first = useRef({ looks: watch.looks, serverTime, startedAt });
  // Another server, or the same one after a restart.
  if (first.current.startedAt !== startedAt) {
    first.current = { looks: watch.looks, serverTime, startedAt };
  }
  const seconds = (serverTime - first.current.serverTime) / 1_000;
  const rate = seconds > 0 ? (watch.looks - first.current.looks) / seconds : undefined;
  return (
    <Panel title="Cost of the dashboard">
      <FactList
        facts={[
          ["Browsers that watch", formatCount(watch.streams)],
          ["Topics, each looked at once for all", formatCount(watch.topics)],
          ["Looks at the store", rate === undefined ? "…" : `${formatRate(rate)} a second`],
        ]}
      />
    </Panel>
  );
}

function Limits({ limits }: { limits: ServerLimits }) {
  return (
    <Panel title="Limits">
      <FactList
        facts={[
          ["Message", formatBytes(limits.messageBytes)],
          ["Payload", formatBytes(limits.payloadBytes)],
          ["Result", formatBytes(limits.resultBytes)],
          ["Batch", plural(limits.batchJobs, "job")],
          ["Metadata", `${limits.metadataEntries} entries, ${formatBytes(limits.metadataBytes)}`],
        ]}
      />
    </Panel>
  );
}
