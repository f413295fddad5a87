import { z } from 'zod';
import { attempt } from '../../shared/attempt.ts';
import { gatherEndpoints } from '../../shared/endpoints/brief.ts';
import { holdingsSchema } from '../../shared/endpoints/facts.ts';
import type { WithHoldings } from '../../shared/endpoints/hosts.ts';
import { environmentsSchema } from '../../shared/environments.ts';
import type { ReadContext } from '../../item.ts';

/** What lets an org call others, and where a copy of its email goes. */
export type CalloutFacts = WithHoldings & {
  /** Organization.ComplianceBccEmail; null: none. */
  bccEmail: string | null;
  /** Why it could not be read; null where it was. */
  bccUnreadable: string | null;
};

export const calloutFactsSchema: z.ZodType<CalloutFacts> = z.strictObject({
  environments: environmentsSchema,
  holdings: holdingsSchema,
  bccEmail: z.string().nullable(),
  bccUnreadable: z.string().nullable(),
});

const BCC = 'SELECT ComplianceBccEmail FROM Organization';

const KINDS = new Set(['NamedCredential', 'RemoteSiteSetting', 'WorkflowOutboundMessage', 'EmailRelay']);

/** Reads the switches, what has none, and the address that gets a copy of all email. */
export const gatherCallouts = async (context: ReadContext): Promise<CalloutFacts> => {
  const [{ environments, holdings }, bcc] = await Promise.all([
    gatherEndpoints(context),
    attempt(context.org.query<{ ComplianceBccEmail: string | null }>(BCC)),
  ]);
  return {
    environments,
    holdings: holdings.filter(({ type }) => KINDS.has(type)),
    bccEmail: bcc.facts?.[0]?.ComplianceBccEmail ?? null,
    bccUnreadable: bcc.unreadable,
  };
};
