/** A moment as Salesforce writes it in JSON: `2026-12-04T08:00:00.000+0000`. */
export function salesforceTimestamp(moment: Date): string {
  return moment.toISOString().replace('Z', '+0000');
}
