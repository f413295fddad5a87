/**
 * How the vendor calls what is Logik's: Logik, Logik.io, Logik.ai, and ServiceNow CPQ since it belongs to ServiceNow. Not
 * Salesforce CPQ, which is another product.
 */
const VENDOR = String.raw`(?:logik(?:\.(?:io|ai))?|servicenow[\s-]?cpq)`;

const NAMED = new RegExp(String.raw`(?<![a-z0-9])${VENDOR}(?![a-z0-9])`, 'i');
const MENTIONED = new RegExp(VENDOR, 'i');
const BEGINS = new RegExp(String.raw`^${VENDOR}(?![a-z0-9])`, 'i');

/** Whether a name or a label names Logik. */
export const namesLogik = (name: string): boolean => NAMED.test(name);

/** The same where the name may run on, as `LogikAPI` does. */
export const mentionsLogik = (name: string): boolean => MENTIONED.test(name);

/** Whether it begins so, as the names of the vendor's own things do. */
export const beginsWithLogik = (name: string): boolean => BEGINS.test(name);

/** SOQL patterns that find every such name; what they find besides, the functions above sort out. */
export const LOGIK_LIKE: readonly string[] = ['%logik%', '%servicenow%cpq%'];

/**
 * The candidates of the first group that has any: what is documented comes before what is guessed. Where there is more
 * than one, people have to say which.
 */
export const firstFound = <T>(groups: ReadonlyArray<readonly T[]>): readonly T[] =>
  groups.find((candidates) => candidates.length > 0) ?? [];
