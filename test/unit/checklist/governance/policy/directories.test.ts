import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readDirectories } from '../../../../../src/checklist/governance/policy/directories.ts';
import { policy } from '../../../../../src/checklist/governance/policy/index.ts';
import { orgStub } from '../../../support/reader.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { answers, NEW_ORG_ID, OLD_ORG_ID, sandbox } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const baseline = (own: object = {}): string =>
  JSON.stringify({ kind: 'logik-refresh-baseline', preparedAt: '2026-10-20T08:00:00.000Z', org: sandbox(), ...own });
const yaml = (date: string): string =>
  `schemaVersion: 1\nrefresh: # the plan\n  date: ${date}\n  dataStrategy: repoint\n`;
const entry = (at: string, orgId: string): string => JSON.stringify({ at, orgId, event: 'attempt' });

describe('earlier refresh directories', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'logik-policy-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = async (name: string, files: Record<string, string>): Promise<void> => {
    await mkdir(join(root, name), { recursive: true });
    await Promise.all(Object.entries(files).map(([file, content]) => writeFile(join(root, name, file), content)));
  };
  const dates = async (): Promise<string[]> =>
    (await readDirectories(join(root, 'uat'), 'UAT')).earlier.map(({ directory, date }) => `${directory} ${date}`);

  it('Given directories of the sandbox, When read, Then the day is the plan’s, or the journal’s where that is earlier, or that of prepare', async () => {
    await put('uat', { 'baseline.json': baseline(), 'refresh.yaml': yaml('2027-01-15') });
    await put('a', { 'baseline.json': baseline(), 'refresh.yaml': yaml('2026-10-25') });
    const journal = [
      entry('2026-10-20T09:00:00.000Z', OLD_ORG_ID),
      entry('2026-10-23T09:00:00.000Z', NEW_ORG_ID),
      '{"at',
    ];
    await put('b', {
      'baseline.json': baseline(),
      'refresh.yaml': yaml('2026-10-25'),
      'journal.ndjson': journal.join('\n'),
    });
    await put('c', { 'baseline.json': baseline(), 'refresh.yaml': ': not: yaml: [' });
    expect(await dates()).to.deep.equal(['a 2026-10-25', 'b 2026-10-23', 'c 2026-10-20']);
  });

  it('Given other directories, files, and records that nobody can read, When read, Then the first are nothing and the last are named', async () => {
    await put('notes', { 'todo.txt': 'x' });
    await put('qa', { 'baseline.json': baseline({ org: sandbox({ sandboxName: 'qa' }) }) });
    await put('torn', { 'baseline.json': '{"kind": "logik-re' });
    await put('foreign', { 'baseline.json': '{"kind": "something"}' });
    await writeFile(join(root, 'file'), 'x');
    expect(await readDirectories(join(root, 'uat'), 'uat')).to.deep.equal({
      earlier: [],
      damaged: ['foreign', 'torn'],
    });
  });

  it('Given no directory at all yet, When read, Then nothing is told', async () => {
    expect(await readDirectories(join(root, 'no', 'where'), 'uat')).to.deep.equal({ earlier: [], damaged: [] });
  });

  it('Given a source that tells, When gathered, Then nobody looks on disk; without a source, somebody does', async () => {
    await put('a', { 'baseline.json': baseline() });
    const org = orgStub({ queries: [[/FROM Organization/, [{ Id: OLD_ORG_ID, CreatedDate: null }]]] });
    const context = {
      ...ELSEWHERE,
      org,
      answers: answers(),
      names: NAMES,
      fingerprint: (): string => '',
      directory: join(root, 'uat'),
    };
    const alone = await policy.gather(context);
    const told = await policy.gather({ ...context, source: orgStub({}) });
    expect(policy.facts.parse(alone)).to.have.nested.property('directories.earlier').with.length(1);
    expect(policy.facts.parse(told)).to.have.property('directories', null);
  });
});
