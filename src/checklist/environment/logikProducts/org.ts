import { parse } from 'csv-parse/sync';
import { DEFAULT_BULK_THRESHOLD } from '../../../catalog/budget.ts';
import { configurableField } from '../../../catalog/shape.ts';
import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import type { ReadContext } from '../../item.ts';
import { tenantNamespace } from '../../connection/logikTenant/discover.ts';
import type { LackingProduct, LogikProductsFacts } from './facts.ts';
import { shortOf } from './ids.ts';
import type { OrgProduct } from './match.ts';

type Row = { Id: string; Name: string; ProductCode: string | null; IsActive: boolean; [field: string]: unknown };

/** IDs in one condition: a query travels in a URL. */
const IDS = 400;

/** So many products that Logik lacks are named; the others are counted. */
const NAMED = 1000;

/** The field that says whether Logik configures a product; null where no package put one there, or nobody may see it. */
export const readConfigurableField = async ({
  org,
  answers,
}: Pick<ReadContext, 'org' | 'answers'>): Promise<string | null> => {
  const [{ fields }, namespace] = await Promise.all([
    org.describe('Product2'),
    tenantNamespace(org, answers.logik.tenant),
  ]);
  return configurableField(fields, namespace) ?? null;
};

/**
 * The products of the org that have one of these IDs.
 *
 * @param ids IDs of products, in 15 or 18 characters
 * @returns by the ID's first 15 characters
 */
export const readProducts = async (
  org: OrgReader,
  field: string | null,
  ids: Iterable<string>
): Promise<Map<string, OrgProduct>> => {
  const what = soqlNames('Id', 'Name', 'ProductCode', 'IsActive', ...(field === null ? [] : [field]));
  const wanted = [...new Map([...ids].map((id) => [shortOf(id), id])).values()];
  const rows = await Promise.all(
    chunked(wanted, IDS).map((some) => org.query<Row>(soql`SELECT ${what} FROM Product2 WHERE Id IN ${some}`))
  );
  return new Map(
    rows.flat().map((row) => [
      shortOf(row.Id),
      {
        id: row.Id,
        name: row.Name,
        code: row.ProductCode,
        isActive: row.IsActive,
        configurable: field === null ? null : row[field] === true,
      },
    ])
  );
};

/**
 * The active products that Logik may configure and that are not among the known ones.
 *
 * @param known first 15 characters of the IDs of active, configurable products
 */
export const readLacking = async (
  org: OrgReader,
  field: string,
  known: ReadonlySet<string>
): Promise<LogikProductsFacts['lacking']> => {
  const where = soql`${soqlNames(field)} = true AND IsActive = true`;
  const total = await org.count('Product2', where);
  if (total <= known.size) return { rows: 0, some: [] };
  const query = { object: 'Product2', fields: ['Id', 'Name', 'ProductCode'], where };
  const some: LackingProduct[] = [];
  let rows = 0;
  let isFirst = true;
  for await (const page of org.csv(query, { bulk: total >= DEFAULT_BULK_THRESHOLD })) {
    const lines = parse(page.bytes, { from: isFirst ? 2 : 1 });
    isFirst = false;
    for (const [id, name, code] of lines) {
      if (known.has(shortOf(id))) continue;
      rows += 1;
      if (some.length < NAMED) some.push({ id, name, code: code === '' ? null : code });
    }
  }
  return { rows, some };
};
