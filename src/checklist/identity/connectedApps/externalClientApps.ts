import { z } from 'zod';
import { attempt } from '../../shared/attempt.ts';
import { finding } from '../../finding.ts';
import type { Finding, ItemId } from '../../item.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { loadText } from '../../../text.ts';

const text = loadText('checklist.connected-apps');
const ID: ItemId = 'connected-apps';
const OBJECT = 'ExternalClientApplication';

const app = z.strictObject({
  /** Its API name, with the prefix of its package. */
  name: z.string(),
  label: z.string(),
  /** `Local`, `Packaged`, …; null where the org does not tell. */
  distribution: z.string().nullable(),
});

export const clientAppsSchema = z.strictObject({
  /** Null where this login may not read them. */
  apps: z.array(app).nullable(),
  unreadable: z.string().nullable(),
});

/** External client apps, which take the place of connected apps since Spring '26. Facts only: no secret comes out. */
export type ClientApps = z.infer<typeof clientAppsSchema>;

type Row = {
  DeveloperName: string;
  MasterLabel: string;
  NamespacePrefix: string | null;
  DistributionState: string | null;
};

const readAll = async (org: OrgReader): Promise<z.infer<typeof app>[]> => {
  const objects = await org.describeGlobal();
  if (!objects.some(({ name }) => name === OBJECT)) return [];
  // The object reference calls the object internal and names no query(); tools in use query it all the same.
  const rows = await org.query<Row>(
    'SELECT DeveloperName, MasterLabel, NamespacePrefix, DistributionState FROM ExternalClientApplication ORDER BY DeveloperName'
  );
  return rows.map(({ DeveloperName, MasterLabel, NamespacePrefix, DistributionState }) => ({
    name: NamespacePrefix ? `${NamespacePrefix}__${DeveloperName}` : DeveloperName,
    label: MasterLabel,
    distribution: DistributionState,
  }));
};

/** Which external client apps the org has. */
export const readClientApps = async (org: OrgReader): Promise<ClientApps> => {
  const { facts, unreadable } = await attempt(readAll(org));
  return { apps: facts, unreadable };
};

const targetOf = ({ label }: z.infer<typeof app>): string => text.get('target.clientApp', { app: label });

const unread = ({ unreadable }: ClientApps, hint: string): Finding =>
  finding(ID, text.get('target.clientApps'), 'warn', {
    actual: text.get('actual.unreadable'),
    hint: text.get(hint, { reason: unreadable ?? '' }),
  });

/** Before the refresh: which there are, and which of them the refresh takes. */
export const surveyClientApps = (now: ClientApps | undefined): Finding[] => {
  if (now === undefined) return [];
  if (now.apps === null) return [unread(now, 'hint.clientApps.survey.unread')];
  return now.apps.map((each) => {
    const hint = each.distribution === 'Local' ? text.get('hint.clientApp.local') : null;
    return finding(ID, targetOf(each), 'pass', { actual: each.distribution, hint });
  });
};

/**
 * After the refresh: those that the sandbox had and lacks. A refresh copies no app that is local to an org (Salesforce
 * help, "External Client Apps"), and nobody can take its secret along, so it is made again by hand.
 */
export const checkClientApps = (before: ClientApps | undefined, now: ClientApps | undefined): Finding[] => {
  if (!before?.apps || before.apps.length === 0 || now === undefined) return [];
  const { apps } = now;
  if (apps === null) return [unread(now, 'hint.clientApps.unread')];
  return before.apps.map((was) => {
    const is = apps.find(({ name }) => name === was.name);
    const expected = text.get('clientApp.there');
    return is
      ? finding(ID, targetOf(was), 'pass', { expected, actual: expected, hint: text.get('hint.clientApp.there') })
      : finding(ID, targetOf(was), 'manual', {
          expected,
          actual: text.get('clientApp.missing'),
          hint: text.get('hint.clientApp.missing', { app: was.label }),
        });
  });
};
