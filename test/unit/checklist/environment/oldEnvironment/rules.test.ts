import { expect } from 'chai';
import type { OldEnvironmentFacts, Place } from '../../../../../src/checklist/environment/oldEnvironment/facts.ts';
import { HAND_OFF, oldEnvironmentDocument } from '../../../../../src/checklist/environment/oldEnvironment/handOff.ts';
import { checkOldEnvironment, surveyOldEnvironment } from '../../../../../src/checklist/environment/oldEnvironment/rules.ts';
import { NOT_REFRESHED, refreshed, sandbox } from '../../../support/situation.ts';

const OLD = 'acme-uat.test01.logik.io';
const NEW = 'acme-new.test02.logik.io';
const REFRESHED = { before: sandbox(), now: refreshed(), refreshed: true };

const place = (own: Partial<Place> = {}): Place => ({
  part: 'code',
  type: 'ApexClass',
  owner: { kind: 'name', name: 'CpqEnvironments' },
  field: null,
  line: 3,
  texts: [`https://${OLD}/ui`],
  byRepoint: false,
  ...own,
});

const facts = (own: Partial<OldEnvironmentFacts> = {}): OldEnvironmentFacts => ({
  hosts: [{ old: OLD, now: NEW }],
  places: [],
  more: 0,
  looked: [
    { part: 'tenant', things: 2 },
    { part: 'code', things: null },
  ],
  unread: [],
  ...own,
});

const UNREAD = { part: 'code', what: '', reason: 'uat refused it.' } as const;
const ELSEWHERE = { part: 'configurator', what: '', reason: 'There is no browser.' } as const;
const check = (own: Partial<OldEnvironmentFacts>): ReturnType<typeof checkOldEnvironment> =>
  checkOldEnvironment({ now: facts(own), org: REFRESHED });
const said = (found: ReturnType<typeof checkOldEnvironment>): string[] =>
  found.map(({ status, target }) => `${status} ${target}`);

describe('checkOldEnvironment', () => {
  it('Given no place, When checked, Then it passes and says what was looked at', () => {
    const [found, ...more] = check({});
    expect(more).to.deep.equal([]);
    expect(found).to.include({ item: 'old-environment', status: 'pass' });
    expect(found.actual).to.equal(`${OLD} is named nowhere in: Logik Tenant (2), Apex and Visualforce (searched)`);
  });

  it('Given places, When checked, Then each fails with what stands there and what is to stand there', () => {
    const found = check({
      places: [
        place(),
        place({
          part: 'tenant',
          type: 'T__c',
          field: 'Url__c',
          line: null,
          owner: { kind: 'profile', name: 'Sales' },
          byRepoint: true,
        }),
      ],
    });
    expect(said(found)).to.deep.equal(['fail Apex class › CpqEnvironments', 'fail T__c › profile Sales › Url__c']);
    expect(found[0]).to.include({ expected: `https://${NEW}/ui`, actual: `https://${OLD}/ui (line 3)` });
    expect(found[0].hint).to.contain('by hand');
    expect(found[1].hint).to.contain('sf logik refresh repoint');
  });

  it('Given no successor, When a place is checked, Then it fails and says how to tell it', () => {
    const [found] = check({ hosts: [{ old: OLD, now: null }], places: [place()] });
    expect(found).to.include({ status: 'fail', expected: null });
    expect(found.hint).to.contain('logik.newHost');
  });

  it('Given a part that could not be read, When checked, Then it is a step for people and nothing passes', () => {
    const found = check({ unread: [UNREAD] });
    expect(said(found)).to.deep.equal(['manual Apex and Visualforce']);
    expect(found[0].hint).to.contain(OLD).and.contain(UNREAD.reason);
  });

  it('Given a part that another line could not read, When checked, Then it is a warning and nothing passes', () => {
    expect(said(check({ unread: [ELSEWHERE] }))).to.deep.equal(['warn External Configurator URL']);
  });

  it('Given more places than are reported, When checked, Then the rest is counted', () => {
    const places = Array.from({ length: 60 }, (_, index) => place({ owner: { kind: 'name', name: `C${index}` } }));
    const found = check({ places, more: 5 });
    expect(found).to.have.length(51);
    expect(found[50]).to.include({ status: 'fail', actual: '15 further places' });
    expect(new Set(found.map(({ target }) => target)).size).to.equal(51);
  });

  it('Given an environment that stays, When checked, Then it is skipped', () => {
    expect(check({ hosts: [] }).map(({ status }) => status)).to.deep.equal(['skip']);
  });

  it('Given no record of the environment, When checked, Then it is a step for people', () => {
    expect(check({ hosts: null }).map(({ status }) => status)).to.deep.equal(['manual']);
  });

  it('Given a sandbox that was not refreshed, When checked, Then its own environment is no trace', () => {
    const found = checkOldEnvironment({ now: facts({ places: [place()] }), org: NOT_REFRESHED });
    expect(found.map(({ status }) => status)).to.deep.equal(['skip']);
  });
});

describe('surveyOldEnvironment', () => {
  const survey = (own: Partial<OldEnvironmentFacts>): ReturnType<typeof surveyOldEnvironment> =>
    surveyOldEnvironment({ now: facts(own) });

  it('Given places for both, When surveyed, Then they are counted apart and the list is named', () => {
    const [found] = survey({ places: [place(), place({ byRepoint: true })], more: 3 });
    expect(found).to.include({ status: 'warn' });
    expect(found.actual).to.contain('1 places that repoint changes, 4 to change by hand');
    expect(found.hint).to.contain(HAND_OFF);
  });

  it('Given only what repoint changes, When surveyed, Then it passes', () => {
    expect(survey({ places: [place({ byRepoint: true })] })[0]).to.include({ status: 'pass' });
  });

  it('Given what could not be read, When surveyed, Then each is a warning', () => {
    expect(said(survey({ unread: [UNREAD, ELSEWHERE] }))).to.deep.equal([
      'warn Traces of the old environment',
      'warn Apex and Visualforce',
      'warn External Configurator URL',
    ]);
  });

  it('Given an environment that stays, When surveyed, Then it is skipped', () => {
    expect(said(survey({ hosts: [] }))).to.deep.equal(['skip Traces of the old environment']);
  });
});

describe('oldEnvironmentDocument', () => {
  const content = (own: Partial<OldEnvironmentFacts>): string => oldEnvironmentDocument({ now: facts(own) })[0].content;

  it('Given places, When the list is made, Then it has old and new, who changes it, and what was not looked at', () => {
    const text = content({
      places: [place(), place({ type: 'T__c', byRepoint: true, field: 'Url__c', line: null })],
      unread: [UNREAD],
    });
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim())
      );
    expect(rows[2]).to.deep.equal([
      'Apex class',
      'CpqEnvironments',
      'line 3',
      `https://${OLD}/ui`,
      `https://${NEW}/ui`,
      'by hand',
    ]);
    expect(rows[3].at(-1)).to.equal('repoint changes it');
    expect(text).to.contain('static resources').and.contain(UNREAD.reason);
  });

  it('Given no successor, When the list is made, Then repoint is not said to write what nobody told', () => {
    const text = content({ hosts: [{ old: OLD, now: null }], places: [place({ byRepoint: true })] });
    expect(text).to.contain('once logik.newHost is told').and.contain('TBD');
  });

  it('Given names that hold Markdown or line breaks, When the list is made, Then they stay cells', () => {
    const text = content({ places: [place({ owner: { kind: 'name', name: 'a|b\n# Title <b>' } })] });
    expect(text)
      .to.contain('a\\|b # Title \\<b\\>')
      .and.not.match(/^# Title/m);
  });

  it('Given an environment that stays, When asked for a list, Then there is none', () => {
    expect(oldEnvironmentDocument({ now: facts({ hosts: [] }) })).to.deep.equal([]);
    expect(oldEnvironmentDocument({ now: facts({ hosts: null }) })).to.deep.equal([]);
  });
});
