import type { ReadContext } from '../../item.ts';
import { readEnvironments } from '../environments.ts';
import type { Holding } from './facts.ts';
import type { WithHoldings } from './hosts.ts';
import { kindOf } from './kinds.ts';
import { readHoldings } from './read.ts';

/** Only what tells where a component leads and whether it is on. */
const brief = ({ type, components, ...rest }: Holding): Holding => {
  const { active, endpoints } = kindOf(type);
  const matters = (field: string): boolean => field === active?.field || endpoints.test(field);
  const kept = components?.map(({ fields, ...own }) => ({
    ...own,
    secrets: [],
    fields: Object.fromEntries(Object.entries(fields).filter(([field]) => matters(field))),
  }));
  return { type, components: kept ?? null, ...rest };
};

/** The same reading as the line integrations, of which only addresses and switches are kept. */
export const gatherEndpoints = async (context: ReadContext): Promise<WithHoldings> => {
  const [environments, holdings] = await Promise.all([readEnvironments(context), readHoldings(context)]);
  return { environments, holdings: holdings.filter(({ type }) => kindOf(type).reach !== 'none').map(brief) };
};
