import type { FieldViolation } from "@millrace/core";
import { systemClock } from "@millrace/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "../api/client.ts";
import { reasonOf } from "../ui/notices.ts";
import type { EditorState } from "./editor-store.ts";

/** What is wrong with the document as it is. */
export interface Violations {
  readonly all: readonly FieldViolation[];
  /** Whether `all` is of what is shown, and no longer of what was there before. */
  readonly isCurrent: boolean;
  /** Why nobody knows. */
  readonly failure?: string;
}

const REST_MS = 200;
const NONE: readonly FieldViolation[] = [];

/** Has the server's own validator look, as soon as whoever edits rests. */
export function useViolations({ document, text }: EditorState): Violations {
  const [asked, setAsked] = useState({ document, text });
  useEffect(
    () => systemClock.setTimer(REST_MS, () => setAsked({ document, text })),
    [document, text],
  );
  const { document: known } = asked;
  const { data, error } = useQuery({
    queryKey: ["validate", asked.text],
    queryFn: () => client.workflows.validate("definition" in known ? known.definition : null),
    enabled: "definition" in known,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    placeholderData: (before) => before,
  });
  const isCurrent = asked.text === text && (data !== undefined || error !== null);
  if ("fault" in document) {
    const { line, message } = document.fault;
    const field = `line ${line}`;
    return { all: [{ field, description: message }], isCurrent: true };
  }
  return {
    all: data ?? NONE,
    isCurrent,
    ...(error !== null && { failure: reasonOf(error) }),
  };
}
