/** No name of a workflow, so it stands for one that has none yet. */
export const NEW_WORKFLOW = "-";

export function workflowLink(name: string): string {
  return `/workflows/${encodeURIComponent(name)}`;
}

export function editorLink(name: string): string {
  return `${workflowLink(name)}/edit`;
}

export function runLink(id: string): string {
  return `/workflows/runs/${encodeURIComponent(id)}`;
}
