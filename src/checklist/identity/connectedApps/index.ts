import { z } from 'zod';
import type { OrgReader } from '../../../salesforce/types.ts';
import { beginsWithLogik, firstFound } from '../../../logik/names.ts';
import { loadText } from '../../../text.ts';
import { attempt } from '../../shared/attempt.ts';
import { checkClientApps, clientAppsSchema, readClientApps, surveyClientApps } from './externalClientApps.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, ReadContext, Situation, Survey } from '../../item.ts';
import type { OrgIdentity } from '../orgIdentity/facts.ts';

const text = loadText('checklist.connected-apps');
const ID = 'connected-apps';

/** The org that publishes Logik's apps, and their IDs there (docs, "Installation and setup guide"). */
const PUBLISHER = '00D5e000005AHE7';

/** By the names of the setup guide and, since the vendor calls itself so too, the same with its other name. */
const APPS = [
  {
    key: 'users',
    name: 'Logik Connected App',
    documented: /^(logik|servicenow cpq) connected app$/i,
    meant: (name: string) => beginsWithLogik(name) && !/\bapi\b/i.test(name),
    id: '0Ci5e000000bn6b',
  },
  {
    key: 'sync',
    name: 'Logik API User Connected App',
    documented: /^(logik|servicenow cpq) api user connected app$/i,
    meant: (name: string) => beginsWithLogik(name) && /\bapi\b.*\buser\b/i.test(name),
    id: '0Ci5e000000L18c',
  },
] as const;
type App = (typeof APPS)[number];

const installed = z.strictObject({ name: z.string(), adminApprovedOnly: z.boolean() });
/** All tokens of one app together: who holds them is nobody's business here. */
const used = z.strictObject({
  app: z.string(),
  tokens: z.number(),
  /** ISO 8601; null where none was used yet. */
  lastUsed: z.string().nullable(),
  useCount: z.number(),
});

const schema = z.strictObject({
  /** Installed apps of Logik; null where this login may not read them. */
  apps: z.array(installed).nullable(),
  /** Why they could not be read; null where they were. */
  appsUnreadable: z.string().nullable(),
  /** Their OAuth tokens; null where this login may not read them (Customize Application). */
  usage: z.array(used).nullable(),
  /** Absent where an earlier version recorded the apps. */
  clientApps: clientAppsSchema.optional(),
});
type Facts = z.infer<typeof schema>;
type Usage = z.infer<typeof used>;

type AppRow = { Name: string; OptionsAllowAdminApprovedUsersOnly: boolean };
type TokenRow = { AppName: string; LastUsedDate: string | null; UseCount: number | null };

const readApps = async (org: OrgReader): Promise<Array<z.infer<typeof installed>>> => {
  const rows = await org.query<AppRow>(
    "SELECT Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication WHERE Name LIKE 'Logik%' OR Name LIKE 'ServiceNow%' ORDER BY Name"
  );
  return rows
    .filter(({ Name }) => beginsWithLogik(Name))
    .map((row) => ({ name: row.Name, adminApprovedOnly: row.OptionsAllowAdminApprovedUsersOnly }));
};

/** OauthToken knows no GROUP BY. */
const readUsage = async (org: OrgReader): Promise<Usage[]> => {
  const rows = await org.query<TokenRow>(
    "SELECT AppName, LastUsedDate, UseCount FROM OauthToken WHERE AppName LIKE 'Logik%' OR AppName LIKE 'ServiceNow%'"
  );
  const tokensOf = Map.groupBy(
    rows.filter(({ AppName }) => beginsWithLogik(AppName)),
    ({ AppName }) => AppName
  );
  return [...tokensOf].map(([app, tokens]) => ({
    app,
    tokens: tokens.length,
    lastUsed:
      tokens
        .map(({ LastUsedDate }) => LastUsedDate)
        .filter((date) => date !== null)
        .sort()
        .at(-1) ?? null,
    useCount: tokens.reduce((sum, { UseCount }) => sum + (UseCount ?? 0), 0),
  }));
};

const gather = async ({ org }: ReadContext): Promise<Facts> => {
  const [apps, usage, clientApps] = await Promise.all([
    attempt(readApps(org)),
    attempt(readUsage(org)),
    readClientApps(org),
  ]);
  return { apps: apps.facts, appsUnreadable: apps.unreadable, usage: usage.facts, clientApps };
};

/** What may be this app, by its names: the documented ones come first. Several are for people to tell apart. */
const candidates = <T>(
  all: readonly T[] | null,
  nameOf: (one: T) => string,
  { documented, meant }: App
): readonly T[] =>
  firstFound([
    (all ?? []).filter((one) => documented.test(nameOf(one))),
    (all ?? []).filter((one) => meant(nameOf(one))),
  ]);

const alone = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

type Named = z.infer<typeof installed>;

const candidatesOf = ({ apps }: Facts, app: App): readonly Named[] => candidates(apps, ({ name }) => name, app);

const installedAs = (facts: Facts, app: App): Named | undefined => alone(candidatesOf(facts, app));

/** The tokens of the app that is installed; where none can be told, of the only one that may be it. */
const usageOf = (facts: Facts, app: App): Usage | undefined => {
  const found = installedAs(facts, app);
  return found
    ? facts.usage?.find((each) => each.app === found.name)
    : alone(candidates(facts.usage, (each) => each.app, app));
};

/** Two apps of which nobody documents which one it is: nothing is said of either, people have to look. */
const ambiguous = (facts: Facts, app: App, status: 'warn' | 'manual'): Finding[] | undefined => {
  const names = candidatesOf(facts, app).map(({ name }) => name);
  if (names.length < 2) return undefined;
  const hint = text.get('hint.ambiguous', { app: app.name, apps: names.join(', ') });
  return [finding(ID, app.name, status, { actual: names.join(', '), hint })];
};

/** Where an administrator approves the app; without My Domain the org's own address serves. */
const approvalUrl = ({ myDomain, instanceUrl }: OrgIdentity, { id }: App): string =>
  `${myDomain ?? instanceUrl}/identity/app/AppInstallApprovalPage.apexp?app_id=${id}&app_org_id=${PUBLISHER}`;

/** "Admin approved users are pre-authorized", as far as the API shows it: otherwise everybody may authorize themselves. */
const permitted = (facts: Facts, app: App): Finding[] => {
  const found = installedAs(facts, app);
  if (!found) return [];
  const target = `${found.name} › ${text.get('target.permitted')}`;
  const words = (adminOnly: boolean): string => text.get(adminOnly ? 'permitted.admin' : 'permitted.all');
  const values = { expected: words(true), actual: words(found.adminApprovedOnly) };
  return [
    found.adminApprovedOnly
      ? finding(ID, target, 'pass', values)
      : finding(ID, target, 'warn', { ...values, hint: text.get('hint.permitted', { app: found.name }) }),
  ];
};

const unreadable = ({ apps, appsUnreadable }: Facts): Finding[] =>
  apps === null
    ? [
        finding(ID, text.get('target.all'), 'warn', {
          actual: text.get('actual.unreadable'),
          hint: text.get('hint.unread', { reason: appsUnreadable ?? '' }),
        }),
      ]
    : [];

const told = ({ app, tokens, lastUsed, useCount }: Usage): string =>
  text.get('evidence.tokens', { app, tokens, useCount, lastUsed: lastUsed ?? text.get('evidence.never') });

const survey = ({ now }: Survey<Facts>): Finding[] => [
  ...unreadable(now),
  ...(now.apps === null
    ? []
    : APPS.flatMap((app): Finding[] => {
        const doubt = ambiguous(now, app, 'warn');
        if (doubt) return doubt;
        const found = installedAs(now, app);
        const usage = usageOf(now, app);
        if (!found)
          return [
            finding(ID, app.name, 'warn', {
              expected: text.get('state.installed'),
              hint: text.get('hint.survey.missing', { app: app.name }),
            }),
          ];
        const evidence = usage ? told(usage) : null;
        return [
          finding(ID, found.name, 'pass', { actual: text.get('state.installed'), evidence }),
          ...permitted(now, app),
        ];
      })),
  ...surveyClientApps(now.clientApps),
];

/**
 * Installing and uninstalling has no API. A refresh takes every token, so tokens of an app in the refreshed org prove
 * that the app works there; without them, what to do is said click by click.
 */
const checkApp = ({ now, org, environment }: Situation<Facts>, app: App): Finding[] => {
  const doubt = ambiguous(now, app, 'manual');
  if (doubt) return doubt;
  const found = installedAs(now, app);
  const usage = usageOf(now, app);
  const name = found?.name ?? app.name;
  const expected = text.get(`expected.${app.key}`);
  const isThere = now.apps === null || found !== undefined;
  if (isThere && usage && org.refreshed) {
    return [finding(ID, name, 'pass', { expected, actual: expected, evidence: told(usage) }), ...permitted(now, app)];
  }
  const state = now.apps === null ? 'unreadable' : found ? 'installed' : 'missing';
  const said = {
    app: name,
    url: approvalUrl(org.now, app),
    environment: environment ?? text.get('environment.unknown'),
  };
  const unseen = now.usage === null ? [text.get('hint.tokensUnreadable')] : [];
  const step = text.get(`hint.${app.key}.${state === 'missing' ? 'install' : 'reinstall'}`, said);
  return [
    finding(ID, name, 'manual', { expected, actual: text.get(`state.${state}`), hint: [step, ...unseen].join(' ') }),
    ...permitted(now, app),
  ];
};

/** The doors for people and for the sync: both connected apps belong to one Logik environment each. */
export const connectedApps: ChecklistItem<Facts> = {
  id: ID,
  source: 'ServiceNow CPQ docs "Installation and setup guide": uninstall the connected app of the original org first',
  onlyAfterRefresh: true,
  facts: schema,
  asBefore: 'connection',
  gather,
  survey,
  check: (situation) => [
    ...unreadable(situation.now),
    ...APPS.flatMap((app) => checkApp(situation, app)),
    ...checkClientApps(situation.before?.clientApps, situation.now.clientApps),
  ],
};
