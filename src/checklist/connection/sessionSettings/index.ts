import { z } from 'zod';
import { isTrue } from '../../../salesforce/componentFields.ts';
import { pageDomainOf } from '../../../salesforce/domains.ts';
import type { MetadataReader } from '../../../salesforce/types.ts';
import { loadText } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { absentText, attemptOptional } from '../../shared/absence.ts';
import { attempt } from '../../shared/attempt.ts';
import { finding } from '../../finding.ts';
import type { OrgIdentity } from '../../identity/orgIdentity/facts.ts';
import type { ChecklistItem, Finding, ReadContext, Survey } from '../../item.ts';

const text = loadText('checklist.session-settings');
const ID = 'session-settings';

/** Logik's Visualforce page for communities, in place of the environment's own page. */
const COMMUNITY_LAUNCHER = /^\/apex\/(\w+__)?CpqConfiguration\b/i;

const CONTEXT = 'VisualforcePages';
const FRAMES = 'IframeWhiteListUrlSettings';

const domain = z.strictObject({ url: z.string(), context: z.string() });

const schema = z.strictObject({
  /** False where no community uses Logik: then nothing was read. */
  applies: z.boolean(),
  /** "Clickjack protection for customer Visualforce pages with standard headers"; null where it was not read. */
  clickjack: z.boolean().nullable(),
  /** Trusted Domains for Inline Frames; null where they were not read. */
  domains: z.array(domain).nullable(),
  /** Why something could not be read; null where everything was. */
  unreadable: z.string().nullable(),
  /** The org says itself that it has no list of trusted domains; left out where it has. */
  domainsAbsent: z.literal(true).optional(),
});
type Facts = z.infer<typeof schema>;

const NOTHING: Facts = { applies: false, clickjack: null, domains: null, unreadable: null };

/** True for that page: a sandbox that launches it is used by a community, and nothing else needs these settings. */
export const isCommunityLauncher = (url: string | null): boolean => COMMUNITY_LAUNCHER.test(url ?? '');

const isUsed = ({ logik: { communities, externalConfiguratorUrl } }: Answers): boolean =>
  communities || isCommunityLauncher(externalConfiguratorUrl);

const readClickjack = async (metadata: MetadataReader): Promise<boolean> => {
  const [security] = await metadata.read('SecuritySettings', ['Security']);
  const session = security?.sessionSettings as { enableClickjackNonsetupUser?: unknown } | null | undefined;
  return isTrue(session?.enableClickjackNonsetupUser);
};

type Frame = { url?: unknown; context?: unknown };

/** SOAP gives one element for a list of one. */
const readDomains = async (metadata: MetadataReader): Promise<Array<z.infer<typeof domain>>> => {
  const [settings] = await metadata.read(FRAMES, [FRAMES]);
  const frames = [settings?.iframeWhiteListUrls ?? []].flat() as Frame[];
  return frames.map(({ url, context }) => ({ url: String(url), context: String(context) }));
};

const gather = async ({ org, answers }: ReadContext): Promise<Facts> => {
  if (!isUsed(answers)) return NOTHING;
  const [clickjack, domains] = await Promise.all([
    attempt(readClickjack(org.metadata)),
    attemptOptional(org, { api: 'metadata', name: FRAMES }, readDomains(org.metadata)),
  ]);
  return {
    applies: true,
    clickjack: clickjack.facts,
    domains: domains.facts,
    unreadable: clickjack.unreadable ?? domains.unreadable,
    ...(domains.absent && { domainsAbsent: domains.absent }),
  };
};

/** `*.force.com`, as the vendor says; in Salesforce's other clouds its counterpart. */
const domainOf = ({ myDomain, instanceUrl }: OrgIdentity): string => `*.${pageDomainOf(myDomain ?? instanceUrl)}`;

/** That domain with or without scheme, or for everything below. */
const isTrusted = ({ url, context }: z.infer<typeof domain>, wanted: string): boolean =>
  context === CONTEXT &&
  url
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/$/, '') === wanted;

/** One finding per setting: prepare warns where verify fails. */
const judge = (facts: Facts, org: OrgIdentity, bad: 'fail' | 'warn'): Finding[] => {
  const wanted = domainOf(org);
  if (!facts.applies) return [finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.unused') })];
  const line = (target: string, expected: string, holds: boolean | null, hint: string): Finding => {
    const values = {
      expected,
      actual: text.get(holds === null ? 'state.unread' : holds ? 'state.set' : 'state.unset'),
    };
    if (holds === true) return finding(ID, target, 'pass', { expected, actual: expected });
    if (holds === false) return finding(ID, target, bad, { ...values, hint });
    // What could not be read may be right: somebody has to look, and can vouch for it.
    const unread = text.get('hint.unread', { step: hint, reason: facts.unreadable ?? '' });
    return finding(ID, target, bad === 'fail' ? 'manual' : 'warn', { ...values, hint: unread });
  };
  const target = text.get('target.domain', { domain: wanted });
  return [
    line(text.get('target.clickjack'), text.get('state.set'), facts.clickjack, text.get('hint.clickjack')),
    facts.domainsAbsent
      ? finding(ID, target, 'skip', { hint: absentText(FRAMES) })
      : line(
          target,
          text.get('expected.domain', { domain: wanted }),
          facts.domains && facts.domains.some((each) => isTrusted(each, wanted)),
          text.get('hint.domain', { domain: wanted })
        ),
  ];
};

/** What communities need beside the rest: their pages show Logik's Visualforce page in a frame. */
export const sessionSettings: ChecklistItem<Facts> = {
  id: ID,
  source: 'ServiceNow CPQ docs "Using CPQ and Salesforce CPQ with community users": Session Settings',
  facts: schema,
  asBefore: 'connection',
  gather,
  survey: ({ now, org }: Survey<Facts>) => judge(now, org, 'warn'),
  check: ({ now, org }) => judge(now, org.now, 'fail'),
};
