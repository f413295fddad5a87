import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  attestationsFile,
  loadAttestations,
  settle,
  type RecordedAttestation,
} from '../../../../src/refresh/directory/attestations.ts';
import { finding } from '../../../../src/checklist/finding.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';
import { NEW_ORG_ID, OLD_ORG_ID } from '../../support/situation.ts';

const temporary = directories();
const word = (own: Partial<RecordedAttestation> = {}): RecordedAttestation => ({
  item: 'runtime-clients',
  targets: [{ target: 'storefront', expected: null }],
  orgId: NEW_ORG_ID,
  by: 'admin@acme.example.uat',
  at: '2027-01-16T08:00:00.000Z',
  note: 'case CS1',
  ...own,
});
const open = [
  finding('runtime-clients', 'storefront', 'manual', { hint: 'do it' }),
  finding('refresh-token-user', 'reset', 'manual', { hint: 'do it' }),
  finding('runtime-clients', 'portal › https://b.example/', 'fail'),
];

describe('settle', () => {
  it('Given a word for one line, when findings are settled, then its manual steps pass, visibly attested', () => {
    const [storefront, reset, origin] = settle(open, [word()], NEW_ORG_ID);
    expect(storefront).to.deep.include({
      status: 'pass',
      attestation: { by: 'admin@acme.example.uat', at: '2027-01-16T08:00:00.000Z', note: 'case CS1' },
    });
    expect(reset.status).to.equal('manual');
    expect(origin).to.include({ status: 'fail', attestation: null });
  });

  it('Given a word for the org before the refresh, when findings are settled, then it settles nothing', () => {
    expect(settle(open, [word({ orgId: OLD_ORG_ID })], NEW_ORG_ID)).to.deep.equal(open);
  });

  it('Given a step that came later, when findings are settled, then an earlier word does not count for it', () => {
    const later = [...open, finding('runtime-clients', 'portal', 'manual', { hint: 'do it' })];
    expect(settle(later, [word()], NEW_ORG_ID).at(-1)).to.include({ target: 'portal', status: 'manual' });
  });

  it('Given a step that now expects another value, when findings are settled, then an earlier word does not count', () => {
    const moved = [finding('runtime-clients', 'storefront', 'manual', { expected: 'elsewhere' })];
    expect(settle(moved, [word()], NEW_ORG_ID)[0]).to.include({ status: 'manual' });
  });

  it('Given a word that was taken back, when findings are settled, then it counts no more, and an older one does', () => {
    const back = word({ withdrawn: { by: 'admin@acme.example.uat', at: '2027-01-17T08:00:00.000Z' } });
    expect(settle(open, [back], NEW_ORG_ID)).to.deep.equal(open);
    const [first] = settle(open, [word({ note: 'older' }), back], NEW_ORG_ID);
    expect(first.attestation?.note).to.equal('older');
  });

  it('Given several words, when findings are settled, then the newest counts', () => {
    const [first] = settle(open, [word({ note: 'first' }), word({ note: 'second' })], NEW_ORG_ID);
    expect(first.attestation?.note).to.equal('second');
  });

  it('Given what it settles, when it is done, then the findings that came in are as they were', () => {
    const before = structuredClone(open);
    settle(open, [word()], NEW_ORG_ID);
    expect(open).to.deep.equal(before);
  });
});

describe('attestations.json', () => {
  afterEach(temporary.clear);

  it('Given words, when they are written and read, then they are the same; without a file there are none', async () => {
    const directory = await temporary.make();
    expect(await loadAttestations(directory)).to.deep.equal([]);
    const { path, content } = attestationsFile(directory, [word()]);
    await writeFile(path, content);
    expect(await loadAttestations(directory)).to.deep.equal([word()]);
  });

  it('Given a damaged file, when it is read, then nothing counts as vouched for: it is an error', async () => {
    const directory = await temporary.make();
    const { path, content } = attestationsFile(directory, [word({ at: 'yesterday' })]);
    await writeFile(path, content);
    const error = await caught(() => loadAttestations(directory));
    expect(error).to.include({ name: 'DamagedFileError' });
    expect(error.message).to.contain(join(directory, 'attestations.json')).and.contain('attestations[0].at');
  });
});
