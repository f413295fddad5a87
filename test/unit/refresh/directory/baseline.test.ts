import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  baselinePath,
  factsOf,
  findBaseline,
  loadBaseline,
  newBaseline,
  type Baseline,
} from '../../../../src/refresh/directory/baseline.ts';
import { toJson } from '../../../../src/refresh/directory/record.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';
import { sandbox } from '../../support/situation.ts';
import { orgDefault, SANDBOX_URL } from '../../support/tenant.ts';

const temporary = directories();

const baseline = (own: Partial<Baseline> = {}): Baseline =>
  newBaseline({
    preparedAt: '2027-01-01T00:00:00.000Z',
    salt: '0123456789abcdef',
    org: sandbox(),
    items: {
      'logik-tenant': { status: 'read', facts: orgDefault(SANDBOX_URL) },
      'logik-admin-users': { status: 'unreadable', reason: 'no permission' },
    },
    production: null,
    ...own,
  });

describe('baseline.json', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);
  const put = (content: unknown): Promise<void> =>
    writeFile(baselinePath(directory), typeof content === 'string' ? content : toJson(content));

  it('Given a baseline, when it is written and read, then it is the same', async () => {
    await put(baseline({ production: { org: sandbox({ isSandbox: false }), items: {} } }));
    expect(await loadBaseline(directory)).to.deep.equal(
      baseline({ production: { org: sandbox({ isSandbox: false }), items: {} } })
    );
  });

  it('Given no directory and an empty one, when the baseline is loaded, then the errors tell them apart', async () => {
    const nowhere = await caught(() => loadBaseline(join(directory, 'nope')));
    expect(nowhere).to.include({ name: 'NoRefreshDirectoryError' });
    expect(await caught(() => loadBaseline(directory))).to.include({ name: 'NoBaselineError' });
    expect(await findBaseline(directory)).to.equal(undefined);
  });

  const damaged: Array<[string, unknown, string, RegExp]> = [
    ['half a file', toJson(baseline()).slice(0, 200), 'DamagedFileError', /the file/],
    ['nothing in it', '', 'DamagedFileError', /the file/],
    ['null', 'null', 'ForeignFileError', /logik-refresh-baseline/],
    ["somebody else's JSON", { name: 'x', version: '1' }, 'ForeignFileError', /logik-refresh-baseline/],
    [
      'another kind of record',
      { ...baseline(), kind: 'logik-refresh-attestations' },
      'ForeignFileError',
      /is not a file/,
    ],
    ['a newer version', { ...baseline(), schemaVersion: 2 }, 'NewerFileError', /schema version 2/],
    ['a version that never was', { ...baseline(), schemaVersion: 0 }, 'DamagedFileError', /schemaVersion/],
    ['an org ID that is none', baseline({ org: sandbox({ orgId: '00D' }) }), 'DamagedFileError', /org\.orgId/],
    ['no salt', { ...baseline(), salt: '' }, 'DamagedFileError', /salt/],
    ['a key that nobody knows', { ...baseline(), extra: 1 }, 'DamagedFileError', /extra/],
    [
      'facts of a line that do not fit it',
      baseline({ items: { 'logik-tenant': { status: 'read', facts: { rows: [] } } } }),
      'DamagedFileError',
      /items\.logik-tenant\.facts/,
    ],
    [
      'facts of production that do not fit',
      baseline({ production: { org: sandbox(), items: { 'logik-tenant': { status: 'read', facts: null } } } }),
      'DamagedFileError',
      /production\.items\.logik-tenant\.facts/,
    ],
  ];
  for (const [name, content, kind, words] of damaged) {
    it(`Given ${name}, when it is read, then it is ${kind}, which names the file and the place`, async () => {
      await put(content);
      const error = await caught(() => loadBaseline(directory));
      expect(error.name).to.equal(kind);
      expect(error.message).to.contain(baselinePath(directory)).and.match(words);
    });
  }

  it('Given readings, when facts are asked, then only a line that was read has some', () => {
    const { items } = baseline();
    expect(factsOf(items, 'logik-tenant')).to.deep.equal(orgDefault(SANDBOX_URL));
    expect(factsOf(items, 'logik-admin-users')).to.equal(undefined);
    expect(factsOf(items, 'nope')).to.equal(undefined);
    expect(factsOf(undefined, 'logik-tenant')).to.equal(undefined);
  });
});
