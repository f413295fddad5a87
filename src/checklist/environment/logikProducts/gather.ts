import { isLogikError } from '../../../logik/errors.ts';
import type { ConfigurableProduct, LogikAdmin } from '../../../logik/types.ts';
import { environmentOf, isProductions } from '../../shared/environment.ts';
import { wantedOrigins } from '../../shared/environments.ts';
import type { ReadContext } from '../../item.ts';
import { isSound, notAsked, type LogikProductsFacts } from './facts.ts';
import { isProductId, shortOf } from './ids.ts';
import { judgeProducts, type Known } from './match.ts';
import { readConfigurableField, readLacking, readProducts } from './org.ts';
import { reasonOf } from '../../../text.ts';

/** So many products that were not sound before the refresh are recorded. */
const RECORDED = 1000;

type Asked = { held: ConfigurableProduct[] } | { reason: string };

const ask = async (admin: LogikAdmin): Promise<Asked> => {
  try {
    return { held: await admin.configurableProducts() };
  } catch (error) {
    if (!isLogikError(error)) throw error;
    return { reason: reasonOf(error) };
  }
};

/** What IDs of the time before the refresh are now; before it there is nothing to look up. */
const formerOf = async ({ recorded, catalog }: ReadContext, ids: readonly string[]): Promise<Known['former']> => {
  if (recorded === undefined || ids.length === 0) return new Map();
  return (await (await catalog()).comparison?.lookUp(ids)) ?? new Map();
};

const known = async (
  context: ReadContext,
  field: string | null,
  held: readonly ConfigurableProduct[]
): Promise<Known> => {
  const { org } = context;
  const ids = held
    .map(({ partnerProductId }) => partnerProductId?.trim() ?? '')
    // An org refuses a whole query for one malformed ID.
    .filter(isProductId);
  const present = await readProducts(org, field, ids);
  const former = await formerOf(
    context,
    ids.filter((id) => !present.has(shortOf(id)))
  );
  const successors = [...former.values()].map(({ newId }) => newId).filter((id) => id !== null);
  return { now: new Map([...present, ...(await readProducts(org, field, successors))]), former };
};

const compare = async (
  context: ReadContext,
  environment: string,
  held: readonly ConfigurableProduct[]
): Promise<LogikProductsFacts> => {
  const { org, recorded } = context;
  const field = await readConfigurableField(context);
  const there = await known(context, field, held);
  const products = judgeProducts(held, there);
  const usable = [...there.now.values()].filter(({ isActive, configurable }) => isActive && configurable === true);
  const lacking =
    field === null
      ? { rows: 0, some: [] }
      : await readLacking(org, field, new Set(usable.map(({ id }) => shortOf(id))));
  return {
    state: 'asked',
    environment,
    reason: null,
    configurableField: field,
    total: products.length,
    sound: products.filter(isSound).length,
    products: recorded ? products : products.filter((product) => !isSound(product)).slice(0, RECORDED),
    lacking,
  };
};

/** Reads which products Logik configures, and looks for each of them in the org by the ID that Logik holds. */
export const gatherLogikProducts = async (context: ReadContext): Promise<LogikProductsFacts> => {
  const { logik } = context;
  if (!logik.hasAdminKey) return notAsked('no-key');
  const [environment] = wantedOrigins((await environmentOf(context)).administrationUrl);
  if (environment === undefined) return notAsked('no-environment');
  if (await isProductions(environment, context)) return notAsked('production', environment);
  const admin = logik.admin(environment);
  // Nobody was asked: that is no environment without products.
  if (!admin) return notAsked('no-key', environment);
  const withheld = await logik.withheld('admin', environment);
  if (withheld !== null) return notAsked('withheld', environment, withheld);
  const asked = await ask(admin);
  return 'reason' in asked ? notAsked('refused', environment, asked.reason) : compare(context, environment, asked.held);
};
