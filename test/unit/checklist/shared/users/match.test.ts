import { expect } from 'chai';
import fc from 'fast-check';
import { matchUser, mayBe, productionUsername, sandboxUsername } from '../../../../../src/checklist/shared/users/match.ts';
import { NAMES, userFacts } from '../../../support/users.ts';

const RENAMED = { before: 'uat', now: 'uat2' };

describe('the names of a user', () => {
  for (const [username, sandbox, expected] of [
    ['ava@acme.com.uat', 'uat', 'ava@acme.com'],
    ['AVA@ACME.COM.UAT', 'uat', 'AVA@ACME.COM'],
    ['ava@acme.com', 'uat', 'ava@acme.com'],
    ['ava@acme.com.uat', null, 'ava@acme.com.uat'],
    ['ava@acme.comuat', 'uat', 'ava@acme.comuat'],
    ['ava@acme.uat.com', 'uat', 'ava@acme.uat.com'],
  ] as const) {
    it(`Given ${username} in the sandbox ${sandbox}, when production's name is asked, then it is ${expected}`, () => {
      expect(productionUsername(username, sandbox)).to.equal(expected);
    });
  }

  it('Given any name, when the sandbox keeps its name, then the username comes back as it was', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(sandboxUsername(`${email}.uat`, NAMES)).to.equal(`${email}.uat`);
      })
    );
  });

  it('Given another sandbox name, when the username is asked, then only the suffix is another', () => {
    expect(sandboxUsername('ava@acme.com.uat', RENAMED)).to.equal('ava@acme.com.uat2');
    expect(sandboxUsername('ava@acme.com', RENAMED)).to.equal('ava@acme.com.uat2');
  });

  it('Given no sandbox name, when the username is asked, then nothing is appended', () => {
    expect(sandboxUsername('ava@acme.com.uat', { before: 'uat', now: null })).to.equal('ava@acme.com');
  });
});

describe('mayBe', () => {
  it('Given a username with quotes and wildcards, when it becomes a condition, then both are escaped', () => {
    expect(mayBe("o'br_en@acme.com.uat", NAMES)).to.equal(
      "(Username IN ('o\\'br_en@acme.com.uat') OR Username LIKE '%o\\'br\\_en@acme.com.uat')"
    );
  });

  it('Given another suffix than before, when it becomes a condition, then both names are asked for', () => {
    expect(mayBe('ava@acme.com.uat', RENAMED)).to.contain("IN ('ava@acme.com.uat', 'ava@acme.com.uat2')");
  });
});

describe('matchUser', () => {
  const users = (...names: string[]): ReturnType<typeof userFacts>[] => names.map((name) => userFacts(name));
  const match = (username: string, names: string[], sandbox = NAMES): string => {
    const found = matchUser(username, users(...names), sandbox);
    if (found.kind === 'found') return found.user.username;
    return found.kind === 'missing' ? 'missing' : found.users.map((user) => user.username).join(' or ');
  };

  it('Given the expected name, when it is matched, then capitals do not matter', () => {
    expect(match('Ava@acme.com.UAT', ['ava@acme.com.uat'])).to.equal('ava@acme.com.uat');
  });

  it('Given the expected name beside prefixed ones, when it is matched, then the expected one wins', () => {
    expect(match('ava@acme.com.uat', ['u1ava@acme.com.uat', 'ava@acme.com.uat'])).to.equal('ava@acme.com.uat');
  });

  it('Given the new name and the old one, when it is matched, then the new one wins', () => {
    expect(match('ava@acme.com.uat', ['ava@acme.com.uat', 'ava@acme.com.uat2'], RENAMED)).to.equal('ava@acme.com.uat2');
    expect(match('ava@acme.com.uat', ['ava@acme.com.uat'], RENAMED)).to.equal('ava@acme.com.uat');
  });

  for (const prefixed of ['u1ava@acme.com.uat', '00x7Vqava@acme.com.uat']) {
    it(`Given only ${prefixed}, as Salesforce names a copy whose name is taken, when it is matched, then it is found`, () => {
      const before = userFacts('ava@acme.com.uat', { name: 'Ava Lim', email: null });
      const now = [userFacts(prefixed, { name: 'AVA LIM', email: null })];
      expect(matchUser('ava@acme.com.uat', now, NAMES, before)).to.deep.equal({ kind: 'found', user: now[0] });
    });
  }

  it('Given one prefixed name, when the email is the same but for .invalid, then it is found', () => {
    const before = userFacts('ava@acme.com.uat', { name: 'Ava Lim', email: 'Ava@acme.com' });
    const now = [userFacts('u1ava@acme.com.uat', { name: 'Ava Kim', email: 'ava@acme.com.invalid' })];
    expect(matchUser('ava@acme.com.uat', now, NAMES, before).kind).to.equal('found');
  });

  it('Given one prefixed name of another person, or no record of before, when it is matched, then people decide', () => {
    const before = userFacts('dana@acme.com.uat', { name: 'Dana Ortiz', email: 'dana@acme.com' });
    const now = [userFacts('team1dana@acme.com.uat', { name: 'Team One', email: 'team1@acme.com' })];
    expect(matchUser('dana@acme.com.uat', now, NAMES, before).kind).to.equal('ambiguous');
    expect(matchUser('dana@acme.com.uat', now, NAMES).kind).to.equal('ambiguous');
    const unknown = { name: null, email: null };
    const nameless = [userFacts('team1dana@acme.com.uat', unknown)];
    expect(matchUser('dana@acme.com.uat', nameless, NAMES, { ...before, ...unknown }).kind).to.equal('ambiguous');
  });

  it('Given two prefixed copies, when it is matched, then people decide', () => {
    expect(match('ava@acme.com.uat', ['u1ava@acme.com.uat', 'u2ava@acme.com.uat'])).to.equal(
      'u1ava@acme.com.uat or u2ava@acme.com.uat'
    );
  });

  for (const other of ['java@acme.com.uat', 'dr.ava@acme.com.uat', 'team-ava@acme.com.uat']) {
    it(`Given nobody but ${other}, when ava is matched, then another person is never taken for her without asking`, () => {
      expect(matchUser('ava@acme.com.uat', users(other), NAMES).kind).not.to.equal('found');
    });
  }

  it('Given nobody, when it is matched, then the user is missing', () => {
    expect(match('ava@acme.com.uat', [])).to.equal('missing');
    expect(match('ava@acme.com.uat', ['kim@acme.com.uat'])).to.equal('missing');
  });
});
