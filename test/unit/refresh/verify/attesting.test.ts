import { expect } from 'chai';
import { finding, summarise } from '../../../../src/checklist/finding.ts';
import { settle, type RecordedAttestation } from '../../../../src/refresh/directory/attestations.ts';
import { attesting, refusalOf, type GivenWords, type Words } from '../../../../src/refresh/verify/attesting.ts';
import { NEW_ORG_ID, OLD_ORG_ID } from '../../support/situation.ts';

const USERS = 'Logik Connected App';
const SYNC = 'Logik API User Connected App';
const findings = [
  finding('connected-apps', USERS, 'manual', { hint: 'install it' }),
  finding('connected-apps', SYNC, 'manual', { hint: 'install it' }),
  finding('connected-apps', 'a=b', 'manual', { hint: 'install it' }),
  finding('runtime-clients', 'storefront', 'manual', { expected: 'new', hint: 'create it' }),
  finding('org-identity', 'Org ID', 'pass'),
];

const given = (words: Partial<GivenWords>, known: RecordedAttestation[] = []): Words =>
  attesting(
    { attest: [], unattest: [], ...words },
    {
      known,
      findings,
      selection: { complete: false, lines: [], leftOut: [{ item: 'catalog', reason: 'skip' }] } as never,
      orgId: NEW_ORG_ID,
      by: 'admin@acme.example.uat',
      at: '2027-01-16T08:00:00.000Z',
    }
  );
const reasons = ({ refused }: Words): string[] => refused.map(({ name, exitCode }) => `${name} ${exitCode}`);
const recorded = ({ attestations }: Words): string[] =>
  attestations.flatMap(({ item, targets, note, withdrawn }) =>
    targets.map(({ target }) => `${item}:${target}=${note}${withdrawn ? ' (withdrawn)' : ''}`)
  );

describe('attesting', () => {
  for (const [name, note] of [
    ['a session ID', 'opened with 00D7Q000000AbCd!AQ4AQFzx.Yz_1234 in hand'],
    ['a runtime token', 'client made, its token is uat-runtime-client-2b9e4a10'],
    ['a JSON Web Token', 'sent eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl along'],
  ]) {
    it(`Given a note with ${name}, when it is attested, then it is refused, kept nowhere and not repeated`, () => {
      for (const word of [
        `runtime-clients=${note}`,
        `nothing-of-ours=${note}`,
        `runtime-clients:no such step=${note}`,
      ]) {
        const words = given({ attest: [word, 'runtime-clients=made on Monday'] });
        expect(reasons(words)).to.deep.equal(['SecretInWordsError 2']);
        expect(recorded(words)).to.deep.equal(['runtime-clients:storefront=made on Monday']);
        const [{ message, actions = [] }] = words.refused;
        expect([message, ...actions].join(' ')).not.to.match(/AQ4AQFzx|2b9e4a10|c2lnbmF0dXJl/);
      }
      expect(reasons(given({ unattest: [`runtime-clients:${note}`] }))).to.deep.equal(['SecretInWordsError 2']);
    });
  }

  it('Given a line with one step, when it is attested, then that step is, with who, when and what it was to bring about', () => {
    const { attestations, refused, changed } = given({ attest: [' runtime-clients = made, case=CS1 '] });
    expect(refused).to.deep.equal([]);
    expect(changed).to.equal(true);
    expect(attestations).to.deep.equal([
      {
        item: 'runtime-clients',
        targets: [{ target: 'storefront', expected: 'new' }],
        orgId: NEW_ORG_ID,
        by: 'admin@acme.example.uat',
        at: '2027-01-16T08:00:00.000Z',
        note: 'made, case=CS1',
      },
    ]);
  });

  it('Given a line with several steps, when one word is given for all, then none is ticked and the steps are named to be pasted', () => {
    const words = given({ attest: ['connected-apps=installed both apps'] });
    expect(reasons(words)).to.deep.equal(['AmbiguousAttestationError 2']);
    expect(words.refused[0].actions?.join()).to.include(`--attest "connected-apps:${SYNC}=…"`);
    expect(recorded(words)).to.deep.equal([]);
  });

  it('Given a step by name, in any case and spacing, when it is attested, then it alone is', () => {
    const words = given({ attest: ['connected-apps:logik  CONNECTED app=installed, case 4711'] });
    expect(recorded(words)).to.deep.equal([`connected-apps:${USERS}=installed, case 4711`]);
    const settled = settle(findings, words.attestations, NEW_ORG_ID);
    expect(summarise(settled)).to.include({ total: 5, attested: 1, pass: 1, manual: 3 });
  });

  it('Given a step whose name holds =, when it is attested, then the note begins behind the name', () => {
    expect(recorded(given({ attest: ['connected-apps:a=b=was made=yes today'] }))).to.deep.equal([
      'connected-apps:a=b=was made=yes today',
    ]);
  });

  for (const [word, reason] of [
    ['runtime-clients', 'BadAttestationError 2'],
    ['=some note', 'BadAttestationError 2'],
    ['nope=some note', 'BadAttestationError 2'],
    ['', 'BadAttestationError 2'],
    ['runtime-clients=', 'ShortNoteError 2'],
    ['runtime-clients=done', 'ShortNoteError 2'],
    ['runtime-clients=   done  ', 'ShortNoteError 2'],
    ['connected-apps:Logik=installed, case 4711', 'UnknownStepError 2'],
    ['connected-apps:Logik Connected App', 'UnknownStepError 2'],
    ['org-identity=looked at it', 'NothingToAttestError 2'],
    ['catalog=looked at it', 'AttestLeftOutError 2'],
  ]) {
    it(`Given ${JSON.stringify(word)}, when it is read, then it is refused as a mistake of usage`, () => {
      expect(reasons(given({ attest: [word] }))).to.deep.equal([reason]);
    });
  }

  it('Given a bad word among good ones, when they are taken, then it discards no other, and the error tells both', () => {
    const words = given({ attest: ['nope=some note', 'runtime-clients=made, case 1', 'connected-apps=all of them'] });
    expect(recorded(words)).to.deep.equal(['runtime-clients:storefront=made, case 1']);
    const error = refusalOf(words.refused, 3);
    expect(error).to.include({ name: 'SomeAttestationsRefusedError', exitCode: 2 });
    expect(error.message).to.include('2 of 3').and.include('nope=some note').and.include('connected-apps has 3');
    expect(error.actions?.join()).to.include('connected-apps:');
  });
});

describe('taking a word back', () => {
  const both: RecordedAttestation = {
    item: 'connected-apps',
    targets: [USERS, SYNC].map((target) => ({ target, expected: null })),
    orgId: NEW_ORG_ID,
    by: 'admin@acme.example.uat',
    at: '2027-01-15T08:00:00.000Z',
    note: 'installed both',
  };

  it('Given a word for two steps, as an earlier version took it, when one is taken back, then the other still counts', () => {
    const words = given({ unattest: [`connected-apps:${SYNC}`] }, [both]);
    expect(recorded(words)).to.deep.equal([
      `connected-apps:${USERS}=installed both`,
      `connected-apps:${SYNC}=installed both (withdrawn)`,
    ]);
    expect(settle(findings, words.attestations, NEW_ORG_ID).map(({ status }) => status)).to.deep.equal([
      'pass',
      'manual',
      'manual',
      'manual',
      'pass',
    ]);
  });

  it('Given a line with one attested step, when the line is named, then that step is taken back, and can be attested again at once', () => {
    const one = given({ attest: ['runtime-clients=made, case 1'] }).attestations;
    const words = given({ unattest: ['runtime-clients'], attest: ['runtime-clients=made anew, case 2'] }, one);
    expect(recorded(words)).to.deep.equal([
      'runtime-clients:storefront=made, case 1 (withdrawn)',
      'runtime-clients:storefront=made anew, case 2',
    ]);
  });

  for (const [word, reason] of [
    ['connected-apps', 'AmbiguousUnattestationError 2'],
    ['connected-apps:nope', 'NothingToUnattestError 2'],
    ['runtime-clients', 'NothingToUnattestError 2'],
    ['connected-apps=why not', 'BadUnattestationError 2'],
    ['nope', 'BadUnattestationError 2'],
  ]) {
    it(`Given ${JSON.stringify(word)}, when it is taken back, then that is refused and everything stays`, () => {
      const words = given({ unattest: [word] }, [both]);
      expect(reasons(words)).to.deep.equal([reason]);
      expect(words.attestations).to.deep.equal([both]);
      expect(words.changed).to.equal(false);
    });
  }

  it('Given a word for the org before the refresh, when it is taken back, then there is nothing to take back', () => {
    expect(reasons(given({ unattest: [`connected-apps:${USERS}`] }, [{ ...both, orgId: OLD_ORG_ID }]))).to.deep.equal([
      'NothingToUnattestError 2',
    ]);
  });
});
