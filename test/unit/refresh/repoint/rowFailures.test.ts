import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { finding } from '../../../../src/checklist/finding.ts';
import { rowFailureFiles, type RowsOfRun } from '../../../../src/refresh/repoint/rowFailures.ts';
import { directories } from '../../support/directory.ts';

const NOTHING: RowsOfRun = {
  failures: [],
  notRestored: [],
  written: new Set(),
  findings: [],
  lines: ['records', 'sync-health'],
};
const WAIVER = { was: 'fail', reason: 'r', owner: 'o', until: '2099-01-01' } as const;
const HEADERS = { touch: 'id,name,code,message\n', restore: 'object,key,id,code,message\n' };

describe('files of rows that were refused', () => {
  const { make, clear } = directories();
  let directory: string;
  beforeEach(async () => {
    directory = await make();
  });
  afterEach(clear);

  const path = (kind: 'touch' | 'restore'): string => join(directory, 'reports', `${kind}-failures.csv`);
  const files = (run: Partial<RowsOfRun>): Record<string, string> =>
    Object.fromEntries(
      rowFailureFiles(directory, { ...NOTHING, ...run }).map((file) => [
        file.path,
        'content' in file ? file.content : '',
      ])
    );
  const older = async (): Promise<void> => {
    await mkdir(join(directory, 'reports'));
    await Promise.all((['touch', 'restore'] as const).map((kind) => writeFile(path(kind), 'old')));
  };

  it('Given refused rows, When the files are made, Then each has its own columns, and no cell is a formula', () => {
    const refused = { id: 'a01', name: '=1+1', code: 'C', message: 'a, "b"' };
    expect(files({ failures: [refused], notRestored: [{ ...refused, object: 'Site__c' }] })).to.deep.equal({
      [path('touch')]: `${HEADERS.touch}a01,'=1+1,C,"a, ""b"""\n`,
      [path('restore')]: `${HEADERS.restore}Site__c,'=1+1,a01,C,"a, ""b"""\n`,
    });
  });

  it('Given no refused row and no older file, When the files are made, Then there is none', () => {
    expect(files({ written: new Set(['touch', 'restore']) })).to.deep.equal({});
  });

  it('Given older files, When a clean run wrote such rows, or found its line well, Then they say what is true now', async () => {
    await older();
    const empty = { [path('touch')]: HEADERS.touch, [path('restore')]: HEADERS.restore };
    expect(files({ written: new Set(['touch', 'restore']), lines: [] })).to.deep.equal(empty);
    const findings = [finding('records', 'Site__c', 'pass'), finding('test-users', 'x', 'fail')];
    expect(files({ findings })).to.deep.equal(empty);
  });

  for (const [name, run] of [
    ['that did not look at their lines', { lines: [] }],
    ['whose lines fail still', { findings: [finding('records', 'a', 'fail'), finding('sync-health', 'b', 'fail')] }],
    [
      'whose failures are waived',
      {
        findings: (['records', 'sync-health'] as const).map((item) => ({
          ...finding(item, 'a', 'skip'),
          waiver: WAIVER,
        })),
      },
    ],
  ] as const) {
    it(`Given older files, When a run wrote no such rows and is one ${name}, Then they stay`, async () => {
      await older();
      expect(files(run)).to.deep.equal({});
    });
  }
});
