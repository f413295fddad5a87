import type { FormerId } from '../../../catalog/worker/lookUp.ts';
import type { ConfigurableProduct } from '../../../logik/types.ts';
import { sanitiser } from '../../../logik/words.ts';
import type { HeldProduct } from './facts.ts';
import { isProductId, shortOf } from './ids.ts';

/** A product of the org, as far as Logik is concerned; `configurable` is null where no field says so. */
export type OrgProduct = {
  id: string;
  name: string;
  code: string | null;
  isActive: boolean;
  configurable: boolean | null;
};

/** What the org has, and what it had, by the first 15 characters of the ID. */
export type Known = { now: ReadonlyMap<string, OrgProduct>; former: ReadonlyMap<string, FormerId> };

/** What Logik says is foreign: one bounded line. */
const clean = sanitiser([]);

type Matched = Pick<HeldProduct, 'verdict' | 'newId'>;

const matched = (id: string | null, { now, former }: Known): Matched => {
  if (id === null || id === '') return { verdict: 'none', newId: null };
  if (!isProductId(id)) return { verdict: 'malformed', newId: null };
  const present = now.get(shortOf(id));
  if (present) return { verdict: 'holds', newId: present.id };
  const was = former.get(shortOf(id));
  if (was === undefined) return { verdict: 'unknown', newId: null };
  return was.newId === null ? { verdict: 'gone', newId: null } : { verdict: 'drifted', newId: was.newId };
};

const faultOf = (product: OrgProduct | undefined): HeldProduct['fault'] => {
  if (product === undefined) return null;
  if (!product.isActive) return 'inactive';
  return product.configurable === false ? 'not-configurable' : null;
};

/** Which IDs, by their first 15 characters, more than one of Logik's products holds. */
const repeatedIn = (held: readonly ConfigurableProduct[]): Set<string> => {
  const byId = Map.groupBy(
    held.flatMap(({ partnerProductId: id }) => (id !== null && isProductId(id) ? [shortOf(id)] : [])),
    (id) => id
  );
  return new Set([...byId].filter(([, all]) => all.length > 1).map(([id]) => id));
};

/** The product code in a natural key, which names the field that it is made of. */
const codeIn = (key: string | undefined): string | null => /^ProductCode (.+)$/s.exec(key ?? '')?.[1] ?? null;

/** What became of each product that Logik configures, in Logik's order. */
export const judgeProducts = (held: readonly ConfigurableProduct[], known: Known): HeldProduct[] => {
  const repeated = repeatedIn(held);
  return held.map(({ name, blueprint, partnerProductId }) => {
    const id = partnerProductId?.trim() ?? null;
    const { verdict, newId } = matched(id, known);
    const product = newId === null ? undefined : known.now.get(shortOf(newId));
    const was = id === null ? undefined : known.former.get(shortOf(id));
    return {
      name: clean(name),
      blueprint: blueprint === null ? null : clean(blueprint),
      oldId: id === null || id === '' ? null : clean(id),
      newId,
      code: product?.code ?? codeIn(was?.key),
      verdict,
      fault: faultOf(product),
      repeated: id !== null && repeated.has(shortOf(id)),
    };
  });
};
