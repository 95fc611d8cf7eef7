import type { Json } from "@millrace/workflow";
import { Document, isScalar, visit } from "yaml";

/** As long as a list of plain values may be to stand on one line. */
const SHORT = 60;

/** A value as YAML: lines stay as long as they are, and short lists of plain values stand on one. */
export function yamlText(value: Json, indent = 2): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, list) {
      const isPlain = list.items.every((item) => isScalar(item));
      if (isPlain && JSON.stringify(list.items).length <= SHORT) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, indent, flowCollectionPadding: false });
}
