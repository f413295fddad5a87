import { z } from 'zod';
import type { OrgReader } from '../../../salesforce/types.ts';
import { loadText } from '../../../text.ts';
import { attempt } from '../../shared/attempt.ts';
import { finding } from '../../finding.ts';
import type { Finding } from '../../item.ts';

const text = loadText('checklist.email-deliverability');
const ID = 'email-deliverability';

/** How an active DKIM key covers its domain. */
const MATCHES = ['DomainOnly', 'SubdomainsOnly', 'DomainAndSubdomains'] as const;

/** What could not be read, and why. */
const unreadSchema = z.strictObject({ what: z.enum(['senders', 'verified']), reason: z.string() });

export const emailDomainsSchema = z.strictObject({
  /** Domains of the addresses that mail goes out from, in lower case. */
  sending: z.array(z.string()),
  /** Domains whose ownership the org knows as verified. */
  verified: z.array(z.string()),
  /** Domains with an active DKIM key, which counts as much. */
  keys: z.array(z.strictObject({ domain: z.string(), match: z.enum(MATCHES) })),
  unread: z.array(unreadSchema),
});

/** Which domains the org sends mail from, and which of them Salesforce takes for the org's own. */
export type EmailDomains = z.infer<typeof emailDomainsSchema>;

/** The domain of an address; none of one that a refresh made undeliverable, since nobody sends from it before it is put right. */
const domainOf = (address: string | null | undefined): string[] => {
  const domain = /@([^@\s>]+)>?\s*$/.exec(address ?? '')?.[1].toLowerCase();
  return domain === undefined || domain.endsWith('.invalid') ? [] : [domain];
};

const matchOf = (match: unknown): (typeof MATCHES)[number] => MATCHES.find((known) => known === match) ?? 'DomainOnly';

type AddressRow = { Address: string | null };
type UserRow = { Email: string | null; SenderEmail?: string | null };
type DomainRow = { DomainName: string; IsDomainOwnershipVerified: boolean };
type KeyRow = { Domain: string; DomainMatch: string | null };

/**
 * Reads the domains of org-wide addresses and of active users, who are the senders of what they and their automations
 * write, and what of them is verified: Tooling AuthorizedEmailDomain (API 64.0 and later) or an active EmailDomainKey
 * (Salesforce help 005316660). What this login may not see, or the org does not have, is noted and stops nothing.
 */
export const readEmailDomains = async (org: OrgReader): Promise<EmailDomains> => {
  const [addresses, users, domains, keys] = await Promise.all([
    attempt(org.query<AddressRow>('SELECT Address FROM OrgWideEmailAddress')),
    attempt(org.query<UserRow>("SELECT Email, SenderEmail FROM User WHERE IsActive = true AND UserType = 'Standard'")),
    attempt(org.toolingQuery<DomainRow>('SELECT DomainName, IsDomainOwnershipVerified FROM AuthorizedEmailDomain')),
    attempt(org.query<KeyRow>('SELECT Domain, DomainMatch FROM EmailDomainKey WHERE IsActive = true')),
  ]);
  const sending = [
    ...(addresses.facts ?? []).flatMap(({ Address }) => domainOf(Address)),
    ...(users.facts ?? []).flatMap(({ Email, SenderEmail }) => domainOf(SenderEmail ?? Email)),
  ];
  const unread = [
    ...[addresses, users].map(({ unreadable }) => ({ what: 'senders' as const, reason: unreadable })),
    ...[domains, keys].map(({ unreadable }) => ({ what: 'verified' as const, reason: unreadable })),
  ];
  return {
    sending: [...new Set(sending)].sort(),
    verified: (domains.facts ?? [])
      .filter(({ IsDomainOwnershipVerified }) => IsDomainOwnershipVerified)
      .map(({ DomainName }) => DomainName.toLowerCase()),
    keys: (keys.facts ?? []).map(({ Domain, DomainMatch }) => ({
      domain: Domain.toLowerCase(),
      match: matchOf(DomainMatch),
    })),
    unread: unread.flatMap(({ what, reason }) => (reason === null ? [] : [{ what, reason }])),
  };
};

const isVerified = (domain: string, { verified, keys }: EmailDomains): boolean =>
  verified.includes(domain) ||
  keys.some(
    ({ domain: own, match }) =>
      (domain === own && match !== 'SubdomainsOnly') || (domain.endsWith(`.${own}`) && match !== 'DomainOnly')
  );

/** More are counted, not named. */
const MOST = 10;

const named = (domains: readonly string[]): string =>
  domains.length <= MOST
    ? domains.join(', ')
    : text.get('domains.more', { domains: domains.slice(0, MOST).join(', '), more: domains.length - MOST });

/** The statement about the domains: what is known of them, and what could not be told. */
const judged = (facts: EmailDomains): Pick<Finding, 'status' | 'actual' | 'hint'> => {
  const { sending, unread } = facts;
  const open = sending.filter((domain) => !isVerified(domain, facts));
  const reasons = (what: string): string =>
    [...new Set(unread.filter((one) => one.what === what).map(({ reason }) => reason))].join(' ');
  const untold = open.length > 0 ? reasons('verified') : '';
  if (untold !== '')
    return {
      status: 'warn',
      actual: null,
      hint: text.get('hint.domainsUntold', { domains: named(open), reason: untold }),
    };
  if (open.length > 0) {
    return {
      status: 'warn',
      actual: text.get('actual.notVerified', { domains: named(open) }),
      hint: text.get('hint.notVerified', { domains: named(open) }),
    };
  }
  const hidden = reasons('senders');
  if (hidden !== '') return { status: 'warn', actual: null, hint: text.get('hint.sendersUntold', { reason: hidden }) };
  return sending.length === 0
    ? { status: 'skip', actual: null, hint: text.get('hint.noSenders') }
    : { status: 'pass', actual: text.get('actual.verified', { domains: named(sending) }), hint: null };
};

/**
 * Whether mail that this org sends leaves it: "All email" alone does not say so, since mail from a domain that nobody
 * verified is dropped without a word. Never a failure: the setting is what the policy is about.
 */
export const domainFindings = (facts: EmailDomains | null): Finding[] =>
  facts === null
    ? []
    : [
        finding(ID, text.get('target.domains'), judged(facts).status, {
          ...judged(facts),
          expected: text.get('expected.domains'),
        }),
      ];
