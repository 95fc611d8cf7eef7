import type { SkipCause } from "@millrace/core";
import { formatRoughDuration, type RunStepState } from "@millrace/core";
import { classes } from "../ui/classes.ts";
import { useNow } from "../ui/clock.ts";
import { Panel } from "../ui/panel.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { STEP_KINDS } from "../workflow-graph/step-kinds.ts";
import type { StepKind } from "../workflow-graph/step-list.ts";
import { STEP_STATUS_LOOKS, stepMark } from "../workflow-graph/step-status-looks.ts";

interface RunStepTableProps {
  readonly steps: readonly RunStepState[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
}

/** The steps of a run as a list. */
export function RunStepTable({ steps, chosen, onChoose }: RunStepTableProps) {
  const now = useNow();
  const head = (
    <>
      <Head>Step</Head>
      <Head>Status</Head>
      <Head className={classes(FROM.medium, "text-left")}>Kind</Head>
      <Head className={classes(FROM.wide, "text-left")}>After</Head>
      <Head className={classes(FROM.medium, "text-left")}>Began</Head>
      <Head className="text-right">Took</Head>
    </>
  );
  return (
    <Panel title="Steps">
      <Table label="Steps" head={head}>
        {steps.map(({ name, kind, status, cause, map, after, startedAt, finishedAt }) => (
          <Row key={name}>
            <RowHead>
              <button
                type="button"
                aria-pressed={name === chosen}
                className={classes(
                  "max-w-full truncate rounded px-1 text-left font-medium hover:underline",
                  name === chosen && "bg-accent",
                )}
                onClick={() => onChoose(name === chosen ? undefined : name)}
              >
                {name}
              </button>
            </RowHead>
            <Cell>
              <StepBadge
                status={status}
                cause={cause}
                note={map && `${map.completed + map.failed} of ${map.total}`}
              />
            </Cell>
            <Cell className={FROM.medium}>{STEP_KINDS[kind as StepKind].label}</Cell>
            <Cell className={classes(FROM.wide, "max-w-48 truncate text-muted-foreground")}>
              {after.join(", ")}
            </Cell>
            <Cell className={FROM.medium}>
              {startedAt === undefined ? "–" : <Time at={startedAt} />}
            </Cell>
            <Cell className="text-right">
              {startedAt === undefined
                ? "–"
                : formatRoughDuration(Math.max(0, (finishedAt ?? now) - startedAt))}
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}

interface StepBadgeProps {
  readonly status: RunStepState["status"];
  readonly cause: SkipCause | undefined;
  readonly note?: string | undefined;
}

export function StepBadge({ status, cause, note }: StepBadgeProps) {
  const { icon: Icon, text } = STEP_STATUS_LOOKS[status];
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle font-medium ${text}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {stepMark(status, cause, note).word}
    </span>
  );
}
