import { type ChangeEvent, useMemo, useState } from "react";
import { type JsonToken, jsonLines } from "../job/json-text.ts";
import { type LinesView, PayloadLines } from "../job/payload-lines.tsx";
import { SelectField } from "../ui/field.tsx";
import { reasonOf } from "../ui/notices.ts";
import { Descriptors, keepDescriptors, keptDescriptors } from "./descriptors.ts";
import { rawProtobuf } from "./raw-protobuf.ts";

/** Of what type the bytes are, as some say behind the media type. */
const NAMED_TYPE = /;\s*(?:messageType|message|proto)="?([\w.]+)/i;
const UNKNOWN = "";

interface ProtobufViewProps {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  /** Whose bytes they are. */
  readonly of: string;
}

/** Bytes as a message of Protobuf: by the descriptors that this browser was given, or else by what they tell themselves. */
export default function ProtobufView({ title, bytes, contentType, of }: ProtobufViewProps) {
  const [descriptors, setDescriptors] = useState(keptDescriptors);
  const [failure, setFailure] = useState<string>();
  const [chosen, setChosen] = useState(
    () => NAMED_TYPE.exec(contentType ?? "")?.[1] ?? rememberedType(of),
  );
  const type = descriptors?.types.includes(chosen) ? chosen : UNKNOWN;
  const shown = useMemo(() => shownMessage(descriptors, type, bytes), [descriptors, type, bytes]);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    try {
      const given = new Uint8Array(await file.arrayBuffer());
      setDescriptors(new Descriptors(given));
      keepDescriptors(given);
      setFailure(undefined);
    } catch (error) {
      setFailure(reasonOf(error));
    }
    target.value = "";
  };
  return (
    <div>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2 border-b px-3 py-2">
        {descriptors !== undefined && (
          <SelectField
            label="Message"
            value={type}
            options={[
              [UNKNOWN, "not known"],
              ...descriptors.types.map((name) => [name, name] as const),
            ]}
            onChange={({ target }) => {
              setChosen(target.value);
              rememberType(of, target.value);
            }}
          />
        )}
        <label className="inline-flex h-8 cursor-pointer items-center rounded-md border px-2.5 font-medium focus-within:outline-2 hover:bg-muted">
          {descriptors === undefined ? "Descriptors…" : "Others…"}
          <input
            type="file"
            aria-label={`Descriptors for the ${title.toLowerCase()}`}
            className="sr-only"
            onChange={(event) => void read(event)}
          />
        </label>
        {descriptors === undefined && (
          <p className="basis-full text-xs text-muted-foreground">
            Names of fields need the types:{" "}
            <code className="font-mono">buf build -o types.binpb</code> writes them to a file, which
            stays in this browser.
          </p>
        )}
        <p role="status" className="basis-full text-failed wrap-anywhere empty:hidden">
          {failure ?? shown.fault}
        </p>
      </div>
      <PayloadLines
        title={title}
        bytes={bytes}
        view={shown.view}
        text={shown.text ?? ""}
        json={shown.json ?? []}
      />
    </div>
  );
}

interface ShownMessage {
  readonly view: LinesView;
  readonly text?: string | undefined;
  readonly json?: readonly (readonly JsonToken[])[] | undefined;
  readonly fault?: string;
}

/** The message by its type; without one, or where it is of another type, what can be read of it all the same. */
function shownMessage(
  descriptors: Descriptors | undefined,
  type: string,
  bytes: Uint8Array,
): ShownMessage {
  const text = rawProtobuf(bytes);
  const raw: ShownMessage = { text, view: text === undefined ? "hex" : "text" };
  if (descriptors === undefined || type === UNKNOWN) {
    return text === undefined ? { ...raw, fault: "These bytes are no message of Protobuf." } : raw;
  }
  try {
    return { view: "json", json: jsonLines(descriptors.toJson(type, bytes)) };
  } catch (error) {
    return { ...raw, fault: `These bytes are no ${type}: ${reasonOf(error)}` };
  }
}

function rememberedType(of: string): string {
  try {
    return localStorage.getItem(`millrace.message.${of}`) ?? UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

function rememberType(of: string, type: string): void {
  try {
    localStorage.setItem(`millrace.message.${of}`, type);
  } catch {
    // It holds as long as it is shown.
  }
}
