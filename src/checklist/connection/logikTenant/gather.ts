import { redact } from '../../../salesforce/redact.ts';
import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import type { FieldDescription } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';
import type { ReadContext, Scalar } from '../../item.ts';
import { profileKeyOf } from '../../shared/profileNames.ts';
import { readProfileKeys } from '../../../salesforce/profileKeys.ts';
import { discoverTenant } from './discover.ts';
import { toldAs } from './told.ts';
import type { RowOwner, TenantFacts, TenantRow } from './facts.ts';
import { tableOf } from '../../../literal/table.ts';

type SettingRow = { Id: string; SetupOwnerId: string | null; [field: string]: unknown };

const SECRET = /token|secret|password|api.?key/i;

/** A field whose value must not be kept: only that it is set, and a mark that tells whether it changed. */
const isSecret = ({ name, label, type }: FieldDescription): boolean =>
  type === 'encryptedstring' || ((SECRET.test(name) || SECRET.test(label)) && type !== 'boolean');

/** A URL may carry a token or a password: neither is kept, and what had one is never written back. */
const withoutSecret = (value: unknown): Scalar =>
  typeof value === 'string' ? redact(value) : ((value ?? null) as Scalar);

/** Hierarchy settings belong to an organization (00D), a profile (00e) or a user (005). */
const KINDS = tableOf<RowOwner['kind']>({ '00D': 'organization', '00e': 'profile', '005': 'user' });

const kindOf = (row: SettingRow): RowOwner['kind'] => KINDS[(row.SetupOwnerId ?? '').slice(0, 3)] ?? 'user';

/** How many IDs one query may name: it travels in a URL. */
const IDS_PER_QUERY = 200;

const ownerNames = async ({ org }: ReadContext, rows: readonly SettingRow[]): Promise<Map<string, string>> => {
  const idsOf = (kind: RowOwner['kind']): string[] =>
    rows.filter((row) => kindOf(row) === kind).flatMap(({ SetupOwnerId }) => SetupOwnerId ?? []);
  const [profiles, users] = await Promise.all([
    Promise.all(
      chunked(idsOf('profile'), IDS_PER_QUERY).map((ids) =>
        org.query<{ Id: string; Name: string }>(soql`SELECT Id, Name FROM Profile WHERE Id IN ${ids}`)
      )
    ),
    Promise.all(
      chunked(idsOf('user'), IDS_PER_QUERY).map((ids) =>
        org.query<{ Id: string; Username: string }>(soql`SELECT Id, Username FROM User WHERE Id IN ${ids}`)
      )
    ),
  ]);
  return new Map([
    ...profiles.flat().map(({ Id, Name }) => [Id, Name] as const),
    ...users.flat().map(({ Id, Username }) => [Id, Username] as const),
  ]);
};

const keyed = (key: string | null): { key?: string } => (key === null ? {} : { key });

/** Reads every row and every field of the setting: organization default, profiles and users. */
export const gatherTenant = async (context: ReadContext): Promise<TenantFacts> => {
  const { org, answers, fingerprint, recorded } = context;
  const { object, runtimeUrl, administrationUrl } = await discoverTenant(org, answers.logik.tenant);
  const custom = object.fields.filter(({ name, custom: own = name.endsWith('__c') }) => own);
  const [secret, open] = [custom.filter(isSecret), custom.filter((field) => !isSecret(field))];
  const rows = await org.query<SettingRow>(
    soql`SELECT ${soqlNames('Id', 'SetupOwnerId', ...custom.map(({ name }) => name))} FROM ${soqlNames(object.name)}`
  );
  // Names are for people: whose row it is, the ID tells.
  const [known, keys] = await Promise.all([
    attempt(ownerNames(context, rows)),
    rows.some((row) => kindOf(row) === 'profile') ? readProfileKeys(org) : new Map<string, string>(),
  ]);
  const names = known.facts ?? new Map<string, string>();
  const toRow = (row: SettingRow): TenantRow => ({
    recordId: row.Id,
    setupOwnerId: row.SetupOwnerId ?? '',
    owner: {
      kind: kindOf(row),
      name: kindOf(row) === 'organization' ? null : (names.get(row.SetupOwnerId ?? '') ?? row.SetupOwnerId),
      ...(kindOf(row) === 'profile' && keyed(profileKeyOf(keys, row.SetupOwnerId))),
    },
    values: Object.fromEntries(open.map(({ name }) => [name, withoutSecret(row[name])])),
    secrets: Object.fromEntries(
      secret.map(({ name }) => {
        const value = row[name];
        return [name, typeof value === 'string' && value !== '' ? fingerprint(value) : null];
      })
    ),
  });
  const brief = ({ name, label }: { name: string; label: string }): { name: string; label: string } => ({
    name,
    label,
  });
  const urlNames = [runtimeUrl.name, administrationUrl.name];
  return toldAs(recorded?.('logik-tenant') as TenantFacts | undefined, {
    object: brief(object),
    runtimeUrl: brief(runtimeUrl),
    administrationUrl: brief(administrationUrl),
    others: custom
      .filter(({ name }) => !urlNames.includes(name))
      .map((field) => ({ ...brief(field), secret: isSecret(field) })),
    rows: rows.map(toRow),
  });
};
