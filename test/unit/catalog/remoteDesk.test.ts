import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { KeptObject } from '../../../src/catalog/kept.ts';
import { DEFAULT_KEYS } from '../../../src/catalog/objects.ts';
import type { ProgressEvent } from '../../../src/catalog/progress.ts';
import { startDesk, type RemoteDesk } from '../../../src/catalog/remoteDesk.ts';
import { caught } from '../support/caught.ts';
import { bytesOf, csvOf, NO_SUFFIX, putKept, shaped } from '../support/catalog.ts';
import { directories } from '../support/directory.ts';

const temporary = directories();
let workspace: string;
let desk: RemoteDesk;
let events: ProgressEvent[];
beforeEach(async () => {
  workspace = await temporary.make();
  events = [];
  desk = startDesk(workspace, NO_SUFFIX, (event) => events.push(event));
});
afterEach(async () => {
  await desk.stop();
  await temporary.clear();
});

const shape = shaped('Product2', ['Id', 'Name']);
const CSV = csvOf([{ Id: '1', Name: 'a' }]);
const NOTHING_ASKED = { keys: DEFAULT_KEYS, configurable: undefined, priceBooks: [], room: 'reports' as const };

describe('the desk in its thread', () => {
  it('Given calls side by side, when they are answered, then each gets its own answer, and progress comes through', async () => {
    const found = await Promise.all(
      ['Pricebook2', 'ProductSellingModel', 'Profile'].map(async (object, at) => {
        await desk.begin(shaped(object, ['Id']), true);
        const rows = Array.from({ length: at === 2 ? 10_000 : at }, (_, row) => ({ Id: String(row) }));
        await desk.piece(object, bytesOf(csvOf(rows, ['Id'])));
        return desk.finish(object, 'rest');
      })
    );
    expect(found.map((each) => [each?.object, each?.rows])).to.deep.equal([
      ['Pricebook2', 0],
      ['ProductSellingModel', 1],
      ['Profile', 10_000],
    ]);
    const many = found[2] as KeptObject;
    await mkdir(join(workspace, 'catalog'));
    await rename(join(workspace, many.file), join(workspace, 'catalog', many.file));
    await desk.loadKept(workspace, many, ['Id']);
    expect(events).to.deep.equal([{ stage: 'load', object: 'Profile', rows: 10_000, total: 10_000 }]);
  });

  it('Given kept files that are not as they were, when they are loaded, then each error says so in words and names the file', async () => {
    type Damage = { own?: Partial<KeptObject>; after?: (path: string) => Promise<unknown>; said: RegExp };
    const damages: Damage[] = [
      { after: (path) => rm(path), said: /it is not there$/ },
      { own: { sha256: '0'.repeat(64) }, said: /its checksum is another$/ },
      { own: { fields: [{ name: 'Id', type: 'id' }] }, said: /its columns are others$/ },
      { own: { rows: 5 }, said: /it has 1 rows instead of 5$/ },
      { after: (path) => writeFile(path, gzipSync(CSV).subarray(0, 20)), said: /unexpected end of file$/ },
    ];
    for (const [at, { own, after, said }] of damages.entries()) {
      const object = await putKept(workspace, { object: `Object${at}`, fields: shape.fields }, CSV, own);
      const path = join(workspace, 'catalog', object.file);
      await after?.(path);
      const error = await caught(() => desk.loadKept(workspace, object, ['Id']));
      expect(error.name).to.equal('DamagedCatalogError');
      expect(error.message).to.contain(path).and.match(said);
      expect(error.actions).to.have.length.above(0);
    }
  });

  it('Given a file that cannot be written, when an object is kept, then the error names file and code', async () => {
    const path = join(workspace, 'Product2.csv.gz');
    await writeFile(path, '');
    await desk.begin(shape, true);
    const error = await caught(async () => {
      await desk.piece('Product2', bytesOf(CSV));
      await desk.finish('Product2', 'rest');
    });
    expect(error.name).to.equal('WriteFailedError');
    expect(error.message).to.contain(path).and.contain('EEXIST');
  });

  it('Given what nobody foresaw, when the desk throws it, then the error says it, and the desk goes on', async () => {
    const error = await caught(() => desk.piece('Product2', bytesOf(CSV)));
    expect(error.name).to.equal('WorkerError');
    expect(error.message).to.contain('Product2 was not announced');
    await desk.begin(shape, false);
    expect(await desk.finish('Product2', 'rest')).to.equal(undefined);
  });

  it('Given a workspace that is not there, when calls are made, then each is told', async () => {
    const broken = startDesk(join(workspace, 'not there'), NO_SUFFIX, () => undefined);
    const waiting = [broken.begin(shape, false), broken.judge(NOTHING_ASKED)].map((call) => caught(() => call));
    for (const error of await Promise.all(waiting)) {
      expect(error.name).to.equal('WorkerError');
      expect(error.message).to.contain('ENOENT');
    }
    await broken.stop();
  });

  it('Given a thread that is stopped, when calls wait and when more come, then none waits for ever', async () => {
    await desk.begin(shape, false);
    const waiting = caught(() => desk.judge(NOTHING_ASKED));
    await desk.stop();
    expect((await waiting).name).to.equal('WorkerError');
    expect((await caught(() => desk.begin(shape, false))).name).to.equal('WorkerError');
  });
});
