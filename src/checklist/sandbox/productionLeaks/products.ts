import { z } from 'zod';
import { escapeLike, soqlNames } from '../../../salesforce/soql.ts';
import type { FieldDescription, OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';
import { productionHostsOf } from '../../shared/environment.ts';
import type { ReadContext } from '../../item.ts';
import { tenantNamespace } from '../../connection/logikTenant/discover.ts';

const productText = z.strictObject({
  field: z.string(),
  label: z.string(),
  /** How many products name each host that was looked for; null where the org does not count by this field. */
  named: z.array(z.strictObject({ host: z.string(), products: z.int().nonnegative() })).nullable(),
  /** Why it could not be counted; null where it was, or where nobody knows a host to look for. */
  unreadable: z.string().nullable(),
});

export const productTextsSchema = z.array(productText);

/** A text that Logik's package keeps on products, and the hosts that it names. */
export type ProductText = z.infer<typeof productText>;

const TEXTS = new Set(['string', 'textarea', 'url']);

/**
 * Stored texts that the Logik package put on a product, such as `LGK__ViewConfigurationSetup__c`, which holds a link into
 * the environment where it is no formula. Fields that Logik generates have one underscore after the prefix.
 */
const logikTexts = (fields: readonly FieldDescription[], namespace: string): FieldDescription[] => {
  const prefix = namespace.replace(/_+$/, '').toLowerCase();
  const isLogiks = ({ name }: FieldDescription): boolean =>
    prefix === '' ? /^ViewConfigurationSetup__c$/i.test(name) : name.toLowerCase().startsWith(`${prefix}_`);
  return fields.filter((field) => isLogiks(field) && TEXTS.has(field.type) && field.calculated !== true);
};

/** A host at the begin of a text, behind the scheme of a URL, or behind it where the URL stands encoded in another. */
const naming = (field: string, host: string): string =>
  ['', '%//', '%\\%2F'].map((begin) => `${soqlNames(field).text} LIKE '${begin}${escapeLike(host)}%'`).join(' OR ');

const countIn = async (
  org: OrgReader,
  { name, label, filterable }: FieldDescription,
  hosts: readonly string[]
): Promise<ProductText> => {
  if (filterable === false) return { field: name, label, named: null, unreadable: null };
  const { facts: named, unreadable } = await attempt(
    Promise.all(hosts.map(async (host) => ({ host, products: await org.count('Product2', `(${naming(name, host)})`) })))
  );
  return { field: name, label, named, unreadable };
};

/** What products name, or why that could not be read. */
export type ProductFacts = { products?: ProductText[]; productsUnreadable?: string };

/**
 * How many products name production's Logik environment: counted by the org, so that nothing grows with the catalog.
 * Neither where there is nobody to compare with: in the source org itself, and in prepare without one.
 */
export const readProductTexts = async (context: ReadContext): Promise<ProductFacts> => {
  const { org, answers, recorded, source } = context;
  if (recorded === undefined && source === undefined) return {};
  const reading = async (): Promise<ProductText[]> => {
    const [{ fields }, namespace, hosts] = await Promise.all([
      org.describe('Product2'),
      tenantNamespace(org, answers.logik.tenant),
      productionHostsOf(context),
    ]);
    return Promise.all(logikTexts(fields, namespace).map((field) => countIn(org, field, hosts)));
  };
  const { facts: products, unreadable } = await attempt(reading());
  return products === null ? { productsUnreadable: unreadable } : { products };
};
