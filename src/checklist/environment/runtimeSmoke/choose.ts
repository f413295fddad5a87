import { configurableField } from '../../../catalog/shape.ts';
import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import type { Answers } from '../../answers/index.ts';
import { tenantNamespace } from '../../connection/logikTenant/discover.ts';
import type { SmokeProduct } from './facts.ts';

type Row = { Id: string; Name: string; ProductCode: string | null; Family?: string | null; LastModifiedDate: string };

/** Enough for every family to have its turn, and one page of a query. */
const MOST_ROWS = 2000;

/**
 * Products spread over their families: the first of each family by its name, then the second of each, and so on. The
 * same rows in the same order always give the same products.
 */
export const spread = <T extends { family: string | null }>(products: readonly T[], count: number): T[] => {
  const families = [...Map.groupBy(products, ({ family }) => family ?? '')]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, ofFamily]) => ofFamily);
  const rounds = Math.max(0, ...families.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => families.flatMap((family) => family.slice(round, round + 1)))
    .flat()
    .slice(0, count);
};

const toProduct = ({ Id, Name, ProductCode, Family, LastModifiedDate }: Row): SmokeProduct => ({
  id: Id,
  code: ProductCode ?? Name,
  family: Family ?? null,
  lastModified: new Date(LastModifiedDate).toISOString(),
});

type Choice = { products: SmokeProduct[]; unknown: string[] };

/** The first product of each code, in the order in which the codes were named. */
const named = (codes: readonly string[], there: readonly SmokeProduct[]): Choice => {
  const found = codes.map((code) => there.find((product) => product.code === code));
  return {
    products: found.filter((product) => product !== undefined),
    unknown: codes.filter((_, at) => found[at] === undefined),
  };
};

/**
 * The configurable products of the org to open: those that refresh.yaml names, or some of all families. An org without
 * Logik's field on its products has none.
 */
export const chooseProducts = async (
  org: OrgReader,
  { smoke: { products, count }, tenant }: Pick<Answers['logik'], 'smoke' | 'tenant'>
): Promise<Choice> => {
  const codes = [...new Set(products)];
  const [{ fields }, namespace] = await Promise.all([org.describe('Product2'), tenantNamespace(org, tenant)]);
  const configurable = configurableField(fields, namespace);
  if (configurable === undefined) return { products: [], unknown: codes };
  const family = fields.some(({ name }) => name === 'Family') ? ['Family'] : [];
  const what = soqlNames('Id', 'Name', 'ProductCode', ...family, 'LastModifiedDate');
  const which = soql`SELECT ${what} FROM Product2 WHERE IsActive = true AND ${soqlNames(configurable)} = true`;
  const inOrder = soql`ORDER BY ProductCode, Id LIMIT ${MOST_ROWS}`;
  if (codes.length === 0) {
    const rows = await org.query<Row>(`${which} ${inOrder}`);
    return { products: spread(rows.map(toProduct), count), unknown: [] };
  }
  const parts = await Promise.all(
    chunked(codes, 20).map((part) => org.query<Row>(`${which} AND ${soql`ProductCode IN ${part}`} ${inOrder}`))
  );
  return named(codes, parts.flat().map(toProduct));
};
