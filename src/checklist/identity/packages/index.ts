import { z } from 'zod';
import { namesLogik } from '../../../logik/names.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, ReadContext, Situation, Survey } from '../../item.ts';
import { tenantNamespace } from '../../connection/logikTenant/discover.ts';

const text = loadText('checklist.packages');
const ID = 'packages';

const CPQ = 'SBQQ';
const LOGIK = 'LGK';

/** Logik's extension needs this version of Salesforce CPQ (docs, "Installation and setup guide"). */
const REQUIRED_CPQ = [244, 2] as const;

/** Names have varied (Logik.io, Logik.ai, ServiceNow CPQ), namespaces are shared: what a package is for tells it apart. */
const roles = ['salesforce-cpq', 'logik-extension', 'logik-base', 'logik-other'] as const;
type Role = (typeof roles)[number];

const installed = z.strictObject({
  role: z.enum(roles),
  name: z.string(),
  namespace: z.string().nullable(),
  /** `256.3.0.1`: major, minor, patch, build. */
  version: z.string(),
});
const schema = z.strictObject({ packages: z.array(installed) });
type Facts = z.infer<typeof schema>;
type Installed = z.infer<typeof installed>;

type PackageRow = {
  SubscriberPackage: { NamespacePrefix: string | null; Name: string } | null;
  SubscriberPackageVersion: {
    MajorVersion: number;
    MinorVersion: number;
    PatchVersion: number;
    BuildNumber: number;
  } | null;
};

const PACKAGES =
  'SELECT SubscriberPackage.NamespacePrefix, SubscriberPackage.Name, SubscriberPackageVersion.MajorVersion, SubscriberPackageVersion.MinorVersion, SubscriberPackageVersion.PatchVersion, SubscriberPackageVersion.BuildNumber FROM InstalledSubscriberPackage';

/** What a package is to us; undefined where it has nothing to do with Logik. Unmanaged ones have no namespace. */
const roleOf = (name: string, namespace: string | null, logik: readonly string[]): Role | undefined => {
  if (namespace === CPQ) return 'salesforce-cpq';
  const managed = namespace !== null && logik.includes(namespace);
  if (!managed && !namesLogik(name)) return undefined;
  if (/\bfor salesforce cpq\b/i.test(name)) return 'logik-extension';
  return managed && !/\btransaction\b/i.test(name) ? 'logik-base' : 'logik-other';
};

const gather = async (context: ReadContext): Promise<Facts> => {
  const [rows, prefix] = await Promise.all([
    context.org.toolingQuery<PackageRow>(PACKAGES),
    tenantNamespace(context.org, context.answers.logik.tenant),
  ]);
  const logik = [LOGIK, prefix.replace(/__$/, '')].filter((namespace) => namespace !== '');
  const packages = rows.flatMap(({ SubscriberPackage, SubscriberPackageVersion }): Installed[] => {
    if (!SubscriberPackage || !SubscriberPackageVersion) return [];
    const { Name: name, NamespacePrefix: namespace } = SubscriberPackage;
    const { MajorVersion, MinorVersion, PatchVersion, BuildNumber } = SubscriberPackageVersion;
    const role = roleOf(name, namespace, logik);
    const version = [MajorVersion, MinorVersion, PatchVersion, BuildNumber].join('.');
    return role ? [{ role, name, namespace, version }] : [];
  });
  return { packages: packages.sort((one, other) => roles.indexOf(one.role) - roles.indexOf(other.role)) };
};

const majorOf = (version: string): string => version.split('.')[0];

const suffices = (version: string): boolean => {
  const [major, minor] = version.split('.').map(Number);
  return major > REQUIRED_CPQ[0] || (major === REQUIRED_CPQ[0] && minor >= REQUIRED_CPQ[1]);
};

const has = ({ packages }: Facts, role: Role): boolean => packages.some((each) => each.role === role);

type Bad = 'fail' | 'warn';

/** Logik's base package is there. */
const needsLogik = (now: Facts, bad: Bad): Finding[] => {
  const values = { expected: text.get('expected.installed'), hint: text.get('hint.noLogik') };
  return has(now, 'logik-base') ? [] : [finding(ID, text.get('target.logik'), bad, values)];
};

/** Salesforce CPQ is new enough for Logik's extension, where that is installed. */
const needsCpq = (now: Facts, bad: Bad): Finding[] => {
  if (!has(now, 'logik-extension')) return [];
  const version = now.packages.find(({ role }) => role === 'salesforce-cpq')?.version ?? null;
  const required = REQUIRED_CPQ.join('.');
  const good = version !== null && suffices(version);
  return [
    finding(ID, text.get('target.cpqVersion'), good ? 'pass' : bad, {
      expected: text.get('expected.atLeast', { version: required }),
      actual: version,
      hint: good ? null : text.get('hint.cpqTooOld', { version: required }),
    }),
  ];
};

const noCpq = (...each: Facts[]): Finding[] =>
  each.some((facts) => has(facts, 'salesforce-cpq'))
    ? []
    : [finding(ID, text.get('target.cpq'), 'skip', { hint: text.get('hint.noCpq') })];

const present = ({ packages: all }: Facts): Finding[] =>
  all.map(({ name, version }) => finding(ID, name, 'pass', { actual: version }));

const survey = ({ now }: Survey<Facts>): Finding[] => [
  ...present(now),
  ...noCpq(now),
  ...needsLogik(now, 'warn'),
  ...needsCpq(now, 'warn'),
];

/** The same package in the other list: by name, or, for names change with releases, as the only other one of its role. */
const counterpart = (
  one: Installed,
  own: readonly Installed[],
  others: readonly Installed[]
): Installed | undefined => {
  const alike = others.filter(({ role }) => role === one.role);
  const free = alike.filter(({ name }) => !own.some((each) => each.name === name));
  return alike.find(({ name }) => name === one.name) ?? (free.length === 1 ? free[0] : undefined);
};

type Pair = { was: Installed | undefined; is: Installed | undefined };

/** The packages of both lists, each with what it was and what it is. */
const pairs = (before: readonly Installed[], now: readonly Installed[]): Pair[] => {
  const found = before.map((was): Pair => ({ was, is: counterpart(was, before, now) }));
  const fresh = now.filter((is) => !found.some((pair) => pair.is === is)).map((is): Pair => ({ was: undefined, is }));
  return [...found, ...fresh];
};

/** A refresh brings production's packages: the same ones, in the same versions, or somebody has to decide. */
const compared = (was: Installed | undefined, is: Installed | undefined): Finding => {
  const target = (is ?? was)?.name ?? '';
  const values = { expected: was?.version ?? null, actual: is?.version ?? null };
  const said = (status: Finding['status'], hint: string): Finding =>
    finding(ID, target, status, { ...values, hint: text.get(hint, { name: target, before: was?.version ?? '' }) });
  if (!is) return said('fail', 'hint.gone');
  if (!was) return said('warn', 'hint.new');
  if (was.version === is.version) return finding(ID, target, 'pass', values);
  return majorOf(was.version) === majorOf(is.version)
    ? said('warn', 'hint.otherVersion')
    : said('manual', 'hint.otherMajor');
};

const check = ({ before, now }: Situation<Facts>): Finding[] => {
  // Without a record only presence can be judged.
  if (!before) return [...present(now), ...needsLogik(now, 'fail'), ...needsCpq(now, 'fail')];
  return [
    ...pairs(before.packages, now.packages).map(({ was, is }) => compared(was, is)),
    ...noCpq(before, now),
    // A base package that is gone has its finding; one that never was there is no loss, but odd.
    ...(has(before, 'logik-base') ? [] : needsLogik(now, 'warn')),
    ...needsCpq(now, 'fail'),
  ];
};

/** The packages that carry the connection: present, recent enough, and as they were before the refresh. */
export const packages: ChecklistItem<Facts> = {
  id: ID,
  source: 'ServiceNow CPQ docs "Installation and setup guide": managed packages, Salesforce CPQ 244.2 or newer',
  facts: schema,
  asBefore: 'hygiene',
  gather,
  survey,
  check,
};
