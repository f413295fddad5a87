/** Salesforce writes one ID in 15 case-sensitive characters or in 18; the first 15 are the ID. */
export const sameOrgId = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);

/** The same of any record's ID; what is no ID is the same as nothing. */
export const sameId = (one: unknown, other: unknown): boolean =>
  typeof one === 'string' && typeof other === 'string' && one.slice(0, 15) === other.slice(0, 15);
