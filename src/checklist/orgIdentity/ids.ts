/** Salesforce writes one ID in 15 case-sensitive characters or in 18; the first 15 are the ID. */
export const sameOrgId = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);
