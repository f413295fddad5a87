import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { inDays, Workbench } from '../support/workbench.ts';

describe('hand-offs of prepare', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const handOff = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(join(bench.directory, 'hand-off', path), 'utf8')) as unknown;

  it('Given remote sites of the sandbox and records to keep, When prepared, Then both files stand there for the tools that read them', async () => {
    await mkdir(bench.directory, { recursive: true });
    await writeFile(
      join(bench.directory, 'refresh.yaml'),
      [
        'schemaVersion: 1',
        'refresh:',
        `  date: ${inDays(14)}`,
        '  dataStrategy: repoint',
        'preserve:',
        '  records:',
        '    - object: Product2',
        '      key: [ProductCode]',
      ].join('\n')
    );
    const prepared = await bench.prepare('--source-org', 'prod');
    expect(prepared.error, prepared.stderr).to.equal(undefined);
    const { objects } = (await handOff('sfdmu/export.json')) as { objects: Array<Record<string, string>> };
    expect(objects.map(({ operation, externalId }) => `${operation} ${externalId}`)).to.deep.equal([
      'Upsert ProductCode',
    ]);
    expect(objects[0].query).to.match(/^SELECT Id, Name, ProductCode, .* FROM Product2$/);
    const { PostCopyConfig: entries } = (await handOff('PostCopyConfig.json')) as { PostCopyConfig: object[] };
    expect(entries).to.have.length.above(0);
    for (const entry of entries)
      expect(entry).to.have.all.keys('ConfigurationName', 'Label', 'Fields', 'IsActive', 'ExecutionOrder');
    expect(prepared.result?.files).to.include(join(bench.directory, 'hand-off', 'PostCopyConfig.json'));
  });
});
