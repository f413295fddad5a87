import type { Answers } from '../../checklist/answers/index.ts';
import type { ItemId, Situation } from '../../checklist/item.ts';
import type { TenantFacts } from '../../checklist/connection/logikTenant/facts.ts';
import { tenantOwnership } from '../../checklist/connection/logikTenant/lines.ts';
import { NO_PAST, pageHosts, type Ownership, type Past } from '../../checklist/shared/production.ts';
import { factsOf, type Baseline, type Reading } from '../directory/baseline.ts';
import type { Recognition } from './recognise.ts';

/** The production org that prepare was told of; another sandbox that somebody named is none. */
const productionPart = ({ production }: Baseline): Baseline['production'] =>
  production?.org.isSandbox === false ? production : null;

type ProductionOrg = NonNullable<Situation<unknown>['foreign']>['org'];

export const productionOrg = (baseline: Baseline): ProductionOrg => productionPart(baseline)?.org ?? null;

/** The sandbox that this one is a clone of, as production or the sandbox that was named tells; null: of production. */
export const copyOf = ({ production }: Baseline): string | null => {
  if (production?.org.isSandbox) return production.org.sandboxName ?? production.org.name;
  return production?.cloneOf ?? null;
};

/** What production has of one line. Where a refresh copies another sandbox, lines look at `copyOf` before they compare. */
export const productionFacts = (baseline: Baseline, item: ItemId): unknown =>
  factsOf(productionPart(baseline)?.items, item);

const tenant = (from: Readonly<Record<string, Reading>> | undefined): TenantFacts | undefined =>
  factsOf(from, 'logik-tenant') as TenantFacts | undefined;

/**
 * Whose hosts are, from all that is known: the Logik Tenant of both orgs, production's configurator, people's answers, the
 * journal.
 *
 * @param readings of the org as it is now
 */
export const ownershipIn = (
  readings: Readonly<Record<string, Reading>>,
  { baseline, past, recognition }: { baseline: Baseline; past: Past; recognition: Pick<Recognition, 'refreshed'> },
  answers: Answers
): Ownership => {
  const production = productionPart(baseline)?.items;
  return tenantOwnership({
    before: tenant(baseline.items),
    now: tenant(readings),
    production: tenant(production),
    answers,
    ...past,
    copyOf: copyOf(baseline),
    org: recognition,
    others: pageHosts(factsOf(production, 'external-configurator')),
  });
};

/** The same in prepare: there is only one org yet. */
export const ownershipBefore = (baseline: Baseline, answers: Answers): Ownership =>
  ownershipIn(baseline.items, { baseline, past: NO_PAST, recognition: { refreshed: false } }, answers);
