/** The address of what has failed for good, by cause: of one queue, or of all. */
export function failedErrorsLink(type?: string): string {
  return `/errors?${type === undefined ? "" : `type=${encodeURIComponent(type)}&`}status=failed`;
}
