import { expect } from 'chai';
import type { Compared, RecordsFacts } from '../../../../../src/checklist/sandbox/records/facts.ts';
import { checkRecords, planRecords, recordDocuments, surveyRecords } from '../../../../../src/checklist/sandbox/records/rules.ts';
import { userNames } from '../../../../../src/checklist/sandbox/records/names.ts';
import type { KeptObject } from '../../../../../src/preserve/kept.ts';
import { statuses, steps } from '../../../support/brief.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';

const kept = (object: string, own: Partial<KeptObject> = {}): KeptObject => ({
  object,
  where: null,
  key: ['Name'],
  keyParts: [{ path: 'Name', type: 'string' }],
  externalId: false,
  fields: [],
  omitted: [],
  file: `preserved/records/${object}.ndjson.gz`,
  format: 1,
  rows: 9,
  bytes: 1,
  sha256: '0'.repeat(64),
  via: 'rest',
  unusable: { empty: 0, repeated: 0, named: [] },
  ...own,
});
const compared = (object: string, own: Partial<Compared> = {}): Compared => ({
  object,
  unreadable: null,
  total: 9,
  missing: 0,
  different: 0,
  work: 0,
  links: 0,
  requests: 0,
  gone: [],
  demanded: [],
  unsettled: [],
  rows: [],
  ...own,
});
const facts = (objects: KeptObject[], now: Compared[] | null): RecordsFacts => ({
  objects: objects.map((each) => ({ object: each.object, kept: each, unreadable: null })),
  now,
  remaining: null,
});
const UNREAD: RecordsFacts = {
  objects: [{ object: 'Site__c', kept: null, unreadable: 'no access' }],
  now: [],
  remaining: null,
};
const survey = (now: RecordsFacts): string[] =>
  statuses(surveyRecords({ now, production: undefined, answers: answers(), org: sandbox() }));

describe('records, before a refresh', () => {
  it('Given no list, when it is surveyed, then nothing is at stake; an object that could not be read is another matter', () => {
    expect(survey({ objects: [], now: null, remaining: null })).to.deep.equal(['skip Records to keep']);
    expect(survey(UNREAD)).to.deep.equal(['fail Site__c']);
  });

  it('Given fields that are left out and keys that are of no use, when it is surveyed, then each reason is told', () => {
    const object = kept('Site__c', {
      omitted: [
        { name: 'Plan__c', why: 'binary' },
        { name: 'Sum__c', why: 'formula' },
      ],
      unusable: { empty: 1, repeated: 2, named: ['a', 'b'] },
    });
    expect(survey(facts([object], null))).to.deep.equal([
      'pass Site__c',
      'warn Site__c › files',
      'skip Site__c › formulas',
      'fail Site__c › keys',
    ]);
  });
});

describe('records, after a refresh', () => {
  const site = compared('Site__c', {
    missing: 1,
    different: 1,
    work: 2,
    links: 1,
    rows: [
      { key: 'EU / 1', id: null, state: 'missing', fields: [], problems: ['No region.'] },
      { key: '=1+1', id: 'a01', state: 'different', fields: ['Name'], problems: [] },
    ],
  });

  it('Given rows that are missing and different, when it is checked, then they are counted and named', () => {
    const [finding] = checkRecords(situation({ now: facts([kept('Site__c')], [site]) }));
    expect([finding.status, finding.expected, finding.actual]).to.deep.equal(['fail', 9, 7]);
    expect(finding.hint).to.match(/1 missing, 1 different: EU \/ 1 \(missing\); =1\+1 \(Name\)\..*No region\. \(1\)/);
  });

  it('Given an object that is equal, one that was not kept and one that cannot be read, when it is checked, then each is told apart', () => {
    const now = facts([kept('A__c'), kept('B__c')], [compared('A__c'), compared('B__c', { unreadable: 'no access' })]);
    now.objects.push(...UNREAD.objects);
    expect(statuses(checkRecords(situation({ now })))).to.deep.equal(['pass A__c', 'fail B__c', 'fail Site__c']);
  });

  it('Given a key field that is gone, when it is checked, then it fails; the values of any other field are a step for people', () => {
    const gone = (name: string): string[] =>
      statuses(checkRecords(situation({ now: facts([kept('A__c')], [compared('A__c', { gone: [name] })]) })));
    expect(gone('Name')).to.include('fail A__c › fields that are gone');
    expect(gone('Size__c')).to.include('manual A__c › fields that are gone');
  });

  it('Given objects, when it is planned, then one change each in their order, and what has to wait comes last', () => {
    const now = facts([kept('Line__c'), kept('Site__c')], [site, compared('Line__c', { work: 4 })]);
    expect(steps(planRecords(situation({ now })))).to.deep.equal([
      'Site__c › rows to put back: 2 → 0',
      'Line__c › rows to put back: 4 → 0',
      'Site__c › lookups: 1 → 0',
    ]);
  });

  it('Given API requests left or not, when it is planned, then the plan tells what it takes, or nothing is begun and verify says why', () => {
    const left = (remaining: number | null): RecordsFacts => ({
      ...facts(
        [kept('Line__c'), kept('Site__c'), kept('Same__c')],
        [{ ...site, requests: 30 }, compared('Line__c', { missing: 4, work: 4, requests: 1000 }), compared('Same__c')]
      ),
      remaining,
    });
    const reasons = (remaining: number | null): string[] =>
      planRecords(situation({ now: left(remaining) })).map(({ reason, cost }) => `${reason} ${cost}`);
    expect(reasons(null)).to.have.length(3);
    for (const reason of reasons(null)) expect(reason).to.contain('take about 1,030 API requests.');
    for (const reason of reasons(1030)) expect(reason).to.contain('1,030 of the 1,030 API requests');
    expect(reasons(1029)).to.deep.equal([]);
    const hints = (remaining: number | null): boolean[] =>
      checkRecords(situation({ now: left(remaining) })).map(({ hint }) => hint?.includes('1,030') ?? false);
    expect(hints(1029)).to.deep.equal([true, true, false]);
    expect(hints(1030)).to.deep.equal([false, false, false]);
    expect(hints(null)).to.deep.equal([false, false, false]);
  });

  it('Given a sandbox that was not refreshed, when it is planned, then what people changed there is left alone', () => {
    const now = facts([kept('Site__c')], [site]);
    expect(planRecords(situation({ now, org: NOT_REFRESHED }))).to.deep.equal([]);
    expect(statuses(checkRecords(situation({ now, org: NOT_REFRESHED })))).to.deep.equal(['skip Site__c']);
  });

  it('Given differences, when they are listed, then each row is there, and no spreadsheet runs it', () => {
    const [{ content }] = recordDocuments(situation({ now: facts([kept('Site__c')], [site]) }));
    expect(content).to.include('Site__c,EU / 1,,missing,,No region.\n');
    expect(content).to.include("Site__c,'=1+1,a01,different,Name,\n");
    expect(recordDocuments(situation({ now: facts([], []) }))).to.deep.equal([]);
  });
});

describe('owners across a refresh', () => {
  it('Given a username, when it is kept, then without the suffix; and it is looked for under every name that it may have', () => {
    expect(userNames({ before: 'uat', now: 'uat' }).bare('ava@acme.example.uat')).to.equal('ava@acme.example');
    expect(userNames({ before: 'uat', now: 'qa' }).candidates('ava@acme.example')).to.deep.equal([
      'ava@acme.example.qa',
      'ava@acme.example.uat',
      'ava@acme.example',
    ]);
  });
});
