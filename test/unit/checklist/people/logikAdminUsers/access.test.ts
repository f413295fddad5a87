import { expect } from 'chai';
import { answersSchema } from '../../../../../src/checklist/answers/index.ts';
import { logikAdminUsers } from '../../../../../src/checklist/people/logikAdminUsers/index.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';
import { userFacts } from '../../../support/users.ts';

const AVA = 'ava@acme.example.uat';
const KIM = 'kim@acme.example.uat';
const RENAMED = '00x7Vqkim@acme.example.uat';
const FILE = 'hand-off/logik-user-access.csv';

type Logik = Parameters<typeof answers>[0] extends infer T ? (T extends { logik?: infer L } ? L : never) : never;
const said = (logik: Logik = {}): ReturnType<typeof answers> =>
  answers({ logik: { adminUsers: [AVA, KIM], ...logik } });
const BEFORE = { users: [userFacts(AVA, { name: 'Ava Chen' }), userFacts(KIM, { name: 'Kim Larsen' })] };
const NOW = {
  users: [userFacts(AVA, { name: 'Ava Chen' }), userFacts(RENAMED, { name: 'Kim Larsen', email: 'kim@acme.example' })],
};

const seen = (now: typeof NOW, theirs = said(), own: object = {}): Parameters<typeof logikAdminUsers.check>[0] =>
  situation({ before: BEFORE, now, answers: theirs, ...own });
const rows = (now: typeof NOW, theirs = said()): string[] => {
  const [file, ...others] = logikAdminUsers.handOffs?.(seen(now, theirs)) ?? [];
  expect(others).to.deep.equal([]);
  expect(file.path).to.equal(FILE);
  return file.content.trimEnd().split('\n').slice(1);
};

describe('access of the Logik admin users', () => {
  it('Given users of whom one was renamed, When handed off, Then both stand there by the names of now, with the least access', () => {
    expect(rows(NOW)).to.deep.equal([
      `Ava Chen,${AVA},CONFIG,READ,UPSERT`,
      `Kim Larsen,${RENAMED.toLowerCase()},CONFIG,READ,UPSERT`,
    ]);
  });

  it('Given access for all and for one, named in whatever capitals, When handed off, Then each gets its own', () => {
    const userAccess = { default: { CONFIG: 'EDIT' }, users: { [KIM.toUpperCase()]: { UTILITIES: 'ADMIN' } } };
    expect(rows(NOW, said({ userAccess }))).to.deep.equal([
      `Ava Chen,${AVA},CONFIG,EDIT,UPSERT`,
      `Kim Larsen,${RENAMED.toLowerCase()},UTILITIES,ADMIN,UPSERT`,
    ]);
  });

  it('Given removal asked for, When handed off, Then only the username that changed is removed', () => {
    expect(rows(NOW, said({ removeOldUserAccess: true }))).to.deep.equal([
      `Ava Chen,${AVA},CONFIG,READ,UPSERT`,
      `Kim Larsen,${RENAMED.toLowerCase()},CONFIG,READ,UPSERT`,
      `Kim Larsen,${KIM},CONFIG,READ,DELETE`,
    ]);
    expect(rows(BEFORE, said({ removeOldUserAccess: true })).join()).not.to.contain('DELETE');
  });

  it('Given a username in other capitals now, When handed off with removal, Then it did not change', () => {
    const now = { users: [userFacts(AVA.toUpperCase()), userFacts(KIM)] };
    expect(rows(now, said({ removeOldUserAccess: true })).join()).not.to.contain('DELETE');
  });

  it('Given a user who is missing, and one whom people must tell apart, When checked and handed off, Then there is no row, and it is said', () => {
    const now = { users: [userFacts(`1a${KIM}`, { name: 'A' }), userFacts(`2b${KIM}`, { name: 'B' })] };
    expect(rows(now)).to.deep.equal([]);
    const findings = logikAdminUsers.check(seen(now));
    expect(statuses(findings)).to.deep.equal([`fail ${AVA}`, `fail ${KIM}`]);
    for (const { hint } of findings) expect(hint).to.contain(`${FILE} has no row`);
  });

  it('Given one user under two spellings, When handed off, Then there is one row', () => {
    expect(rows(NOW, said({ adminUsers: [AVA, AVA.toUpperCase()] }))).to.have.length(1);
  });

  it('Given users who are found, When checked after the refresh, Then the file, the first visit and the old name are told', () => {
    const [ava, kim] = logikAdminUsers.check(seen(NOW));
    for (const { status, hint } of [ava, kim]) {
      expect(status).to.equal('pass');
      expect(hint).to.contain(FILE).and.contain('UTILITIES: ADMIN');
    }
    expect(ava.hint).to.match(/new admin must open Logik Admin once/);
    expect(kim.hint)
      .to.contain(`Logik knows this user as ${KIM}`)
      .and.match(/opened Logik Admin once/);
  });

  it('Given an org that was not refreshed, When checked, Then nothing of a file is said', () => {
    const findings = logikAdminUsers.check(seen(BEFORE, said(), { org: NOT_REFRESHED }));
    expect(findings.map(({ hint }) => hint)).to.deep.equal([null, null]);
  });

  it('Given nobody named, When handed off, Then there is no file', () => {
    expect(logikAdminUsers.handOffs?.(seen({ users: [] }, answers()))).to.deep.equal([]);
  });

  it('Given access for somebody who is no admin user, When surveyed and checked, Then it is a warning', () => {
    const theirs = said({ userAccess: { default: {}, users: { 'kym@acme.example.uat': { CONFIG: 'READ' } } } });
    const survey = logikAdminUsers.survey({ now: BEFORE, production: undefined, answers: theirs, org: sandbox() });
    const stray = 'warn logik.userAccess › kym@acme.example.uat';
    expect(statuses(survey)).to.deep.equal([`pass ${AVA}`, `pass ${KIM}`, stray]);
    expect(statuses(logikAdminUsers.check(seen(NOW, theirs)))).to.deep.equal([`pass ${AVA}`, `pass ${KIM}`, stray]);
  });

  it('Given an area or an access that Logik does not have, When refresh.yaml is read, Then it is refused by its place', () => {
    const parse = (userAccess: object): unknown =>
      answersSchema
        .safeParse({
          schemaVersion: 1,
          refresh: { date: '2027-01-15', dataStrategy: 'repoint' },
          logik: { userAccess },
        })
        .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    expect(parse({})).to.equal(undefined);
    expect(parse({ default: { CONFIG: 'WRITE' } })).to.deep.equal([
      'logik.userAccess.default.CONFIG: must be one of NONE, READ, EDIT, ADMIN',
    ]);
    expect(parse({ users: { [AVA]: { EVERYTHING: 'ADMIN' } } })).to.have.length(1);
    expect(parse({ defaults: {} })).to.have.length(1);
  });
});
