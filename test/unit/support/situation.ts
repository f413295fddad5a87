import { answersSchema, type Answers } from '../../../src/checklist/answers/index.ts';
import type { Situation } from '../../../src/checklist/item.ts';
import type { OrgIdentity } from '../../../src/checklist/identity/orgIdentity/facts.ts';

export const OLD_ORG_ID = '00DOLD00000000AAAA';
export const NEW_ORG_ID = '00DNEW00000000BAAA';

/** The sandbox `uat` of Acme. */
export const sandbox = (own: Partial<OrgIdentity> = {}): OrgIdentity => ({
  orgId: OLD_ORG_ID,
  name: 'Acme',
  organizationType: 'Enterprise Edition',
  instanceName: 'USA254S',
  isSandbox: true,
  instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  myDomain: 'https://acme--uat.sandbox.my.salesforce.com',
  sandboxName: 'uat',
  username: 'admin@acme.example.uat',
  ...own,
});

/** The same sandbox after its refresh. */
export const refreshed = (own: Partial<OrgIdentity> = {}): OrgIdentity => sandbox({ orgId: NEW_ORG_ID, ...own });

type Said = { refresh?: Partial<Answers['refresh']>; logik?: Partial<Answers['logik']> };

/** Answers as refresh.yaml holds them, with the defaults of the schema. */
export const answers = ({ refresh, logik }: Said = {}): Answers =>
  answersSchema.parse({
    schemaVersion: 1,
    refresh: { date: '2027-01-15', dataStrategy: 'repoint', ...refresh },
    logik: { ...logik },
  });

/** A sandbox that has just been refreshed, unless told otherwise. */
export const situation = <F>(own: Partial<Situation<F>> & Pick<Situation<F>, 'now'>): Situation<F> => ({
  before: undefined,
  production: undefined,
  answers: answers(),
  environment: 'https://acme-uat.test01.logik.io',
  runtimeUrl: 'https://acme-uat.test01.logik.io',
  reconnectedAt: '2026-11-21T18:00:00.000Z',
  org: { before: sandbox(), now: refreshed(), refreshed: true },
  ...own,
});

/** The same, for an org that still is the recorded one. */
export const NOT_REFRESHED = { before: sandbox(), now: sandbox(), refreshed: false };
