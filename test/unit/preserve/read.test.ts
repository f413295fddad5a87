import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { KeptObject } from '../../../src/preserve/kept.ts';
import { readKept } from '../../../src/preserve/read.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';

const temporary = directories();
const FILE = 'preserved/records/Thing__c.ndjson.gz';
const row = (id: string): string => `${JSON.stringify({ id, values: { Name: 'a\u2028b ✓' }, refs: {} })}\n`;

describe('readKept', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
    await mkdir(dirname(join(directory, FILE)), { recursive: true });
  });
  afterEach(temporary.clear);

  /** A file of that content, and what the record says of it. */
  const kept = async (content: string | Buffer, rows: number): Promise<KeptObject> => {
    const zipped = gzipSync(content);
    await writeFile(join(directory, FILE), zipped);
    const sha256 = createHash('sha256').update(zipped).digest('hex');
    return { object: 'Thing__c', fields: [], file: FILE, rows, bytes: zipped.length, sha256 } as unknown as KeptObject;
  };
  const refused = async (object: KeptObject): Promise<string> => {
    const error = await caught(() => readKept(directory, object));
    expect(error.name).to.equal('DamagedRecordsError');
    expect(error.message).to.contain(join(directory, FILE));
    return error.message;
  };

  it('Given records as they were kept, when they are read, then all are there, as they were', async () => {
    const rows = await readKept(directory, await kept(row('1') + row('2'), 2));
    expect(rows.map(({ id }) => id)).to.deep.equal(['1', '2']);
    expect(rows[0].values.Name).to.equal('a\u2028b ✓');
  });

  it('Given a file of another checksum that unpacks to 300 MB, when it is read, then it is refused before it is unpacked', async () => {
    const object = await kept(row('1'), 1);
    await kept(Buffer.alloc(300_000_000, 'x'), 1);
    const before = process.memoryUsage().rss;
    expect(await refused(object)).to.contain('checksum');
    expect(process.memoryUsage().rss - before).to.be.lessThan(100_000_000);
  });

  it('Given a file that the record knows and that unpacks to one line of 300 MB, then it is refused within seconds', async () => {
    const object = await kept(Buffer.alloc(300_000_000, 'x'), 1);
    const begun = Date.now();
    expect(await refused(object)).to.contain('line is longer');
    expect(Date.now() - begun).to.be.lessThan(5000);
  });

  it('Given a file with more records than were kept, when it is read, then it is refused at the first too many', async () => {
    expect(await refused(await kept(row('1').repeat(50_000), 1))).to.contain('more than the 1 records');
  });

  it('Given a named pipe in its place, when it is read, then at once it is refused', async () => {
    const object = await kept(row('1'), 1);
    spawnSync('rm', [join(directory, FILE)]);
    spawnSync('mkfifo', [join(directory, FILE)]);
    expect(await refused(object)).to.contain('named pipe');
  });
});
