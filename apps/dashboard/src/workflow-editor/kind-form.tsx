import { SelectField } from "../ui/field.tsx";
import { isObject, type ListedStep } from "../workflow-graph/step-list.ts";
import {
  BoundCheck,
  BoundJson,
  BoundNumber,
  BoundSelect,
  BoundText,
  useFormTarget,
} from "./step-fields.tsx";

interface KindFormProps {
  readonly step: ListedStep;
  /** Of a list of the types of jobs that there are. */
  readonly typesId: string;
}

const TEMPLATE = "texts may have ${expressions} in them";

/** What only steps of its kind have. */
export function KindForm({ step, typesId }: KindFormProps) {
  switch (step.kind) {
    case "task":
      return (
        <>
          <BoundText label="Type of the job" path="type" isNeeded list={typesId} />
          <BoundJson
            label="Input"
            path="input"
            placeholder="the input of the run"
            hint={TEMPLATE}
          />
          <JobSettingsForm />
        </>
      );
    case "map":
      return <MapForm step={step} typesId={typesId} />;
    case "sleep":
      return <SleepForm />;
    case "await":
      return (
        <>
          <BoundText label="Signal" path="await.signal" isNeeded />
          <BoundText
            label="Takes it if"
            path="await.match"
            mono
            placeholder="always"
            hint="an expression over signal, its payload"
          />
          <BoundText label="Timeout" path="await.timeout" placeholder="none" hint="such as 24h" />
          <BoundSelect
            label="After the timeout"
            path="await.on_timeout"
            options={[
              ["FAIL", "the step fails"],
              ["CONTINUE", "the step completes: timed_out"],
            ]}
          />
          <BoundCheck label="Leaves the signal for others" path="await.broadcast" />
        </>
      );
    case "workflow":
      return <ChildForm step={step} />;
    case "decide":
      return (
        <BoundText
          label="Value"
          path="decide"
          mono
          isNeeded
          hint="an expression; its value is the result"
        />
      );
    case "unknown":
      return null;
  }
}

function MapForm({ step, typesId }: KindFormProps) {
  const item = isObject(step.value["map"]) ? step.value["map"]["as"] : undefined;
  const name = typeof item === "string" ? item : "item";
  return (
    <>
      <BoundText
        label="For each of"
        path="map.over"
        mono
        isNeeded
        hint="an expression for a list, such as steps.ship.result.parcels"
      />
      <BoundText label="Called" path="map.as" mono placeholder="item" />
      {"workflow" in step.value ? (
        <ChildForm step={step} />
      ) : (
        <>
          <BoundText label="Type of the jobs" path="type" isNeeded list={typesId} />
          <BoundJson
            label="Input"
            path="input"
            placeholder="the item"
            hint={`${TEMPLATE}: \${${name}}, \${index}`}
          />
        </>
      )}
      <div className="grid grid-cols-2 gap-3">
        <BoundNumber label="At a time" path="map.max_running" placeholder="100" />
        <BoundNumber label="Items at most" path="map.max_items" placeholder="10000" />
      </div>
      <BoundNumber
        label="May fail"
        path="map.tolerate"
        placeholder="0"
        hint="a number, or a share such as 10%"
      />
      <JobSettingsForm />
    </>
  );
}

function SleepForm() {
  const { value, set } = useFormTarget();
  const isUntil = isObject(value["sleep"]) && "until" in value["sleep"];
  return (
    <>
      <SelectField
        label="Waits"
        value={isUntil ? "until" : "for"}
        options={[
          ["for", "for a length of time"],
          ["until", "until a time"],
        ]}
        onChange={({ target }) =>
          set({
            sleep: target.value === "until" ? { until: "2027-01-01T00:00:00Z" } : { for: "5m" },
          })
        }
      />
      {isUntil ? (
        <BoundText
          label="Until"
          path="sleep.until"
          mono
          isNeeded
          hint="ISO 8601, or a text with ${expressions}"
        />
      ) : (
        <BoundText label="For" path="sleep.for" isNeeded hint="such as 30s, 5m, 24h or P2D" />
      )}
    </>
  );
}

function ChildForm({ step }: { step: ListedStep }) {
  const child = step.value["workflow"];
  const isInline = isObject(child) && "steps" in child;
  return (
    <>
      {isInline ? (
        <BoundJson label="Its workflow" path="workflow" hint="its steps, with names of their own" />
      ) : (
        <>
          <BoundText label="Workflow" path="workflow.name" isNeeded />
          <BoundNumber label="Version" path="workflow.version" placeholder="the latest" />
          {step.kind === "workflow" && (
            <BoundCheck label="Does not wait for its end" path="workflow.detach" />
          )}
        </>
      )}
      <BoundJson label="Input" path="input" placeholder="the input of the run" hint={TEMPLATE} />
    </>
  );
}

function JobSettingsForm() {
  return (
    <details>
      <summary className="font-medium">Settings of the job</summary>
      <div className="mt-2 grid grid-cols-2 gap-3">
        <BoundNumber label="Attempts" path="max_attempts" placeholder="4" />
        <BoundNumber label="Priority" path="priority" placeholder="5" />
        <BoundText label="Timeout" path="timeout" placeholder="none" />
        <BoundText label="Delay" path="delay" placeholder="0s" />
        <BoundText label="Expires in" path="expires_in" placeholder="never" />
        <BoundSelect
          label="Delivery"
          path="delivery"
          options={[
            ["AT_LEAST_ONCE", "at least once"],
            ["AT_MOST_ONCE", "at most once"],
          ]}
        />
        <BoundText label="Backoff" path="backoff.initial" placeholder="2s" />
        <BoundText label="Up to" path="backoff.max" placeholder="5m" />
        <BoundNumber label="Multiplied by" path="backoff.multiplier" placeholder="2" />
        <BoundNumber label="Jitter" path="backoff.jitter" placeholder="0.25" />
        <div className="col-span-2 flex flex-col gap-3">
          <BoundText
            label="Concurrency key"
            path="concurrency_key"
            mono
            placeholder="none"
            hint={TEMPLATE}
          />
          <BoundJson label="Metadata" path="metadata" placeholder="none" hint={TEMPLATE} />
        </div>
      </div>
    </details>
  );
}
