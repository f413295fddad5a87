import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Workbench } from '../support/workbench.ts';
import { COMMANDS, expectRefused, run, type Command, type Refusal } from './hostile.ts';

type Damage = {
  /** What is wrong with the file. */
  name: string;
  /** The new content, given the old; undefined: the file is gone. */
  content?: (old: string) => string;
  /** A directory stands in the file's place. */
  directory?: true;
  refusal: Refusal;
  commands?: readonly Command[];
};

const AFTER: readonly Command[] = ['verify', 'repoint'];

const change =
  (edit: (json: Record<string, unknown>) => void): Damage['content'] =>
  (old) => {
    const json = JSON.parse(old) as Record<string, unknown>;
    edit(json);
    return JSON.stringify(json);
  };

type Baseline = { items: Record<string, { facts: { rows: Array<{ owner: unknown }> } }>; org: { orgId: unknown } };

const refusal = (name: string, ...says: Array<string | RegExp>): Refusal => ({ exitCode: 1, name, says });

/** Damage that every JSON file of ours can suffer. */
const records = (file: string): Damage[] => [
  { name: 'empty', content: () => '', refusal: refusal('DamagedFileError', file, 'is damaged') },
  { name: 'cut off', content: (old) => old.slice(0, old.length / 2), refusal: refusal('DamagedFileError', file) },
  { name: 'binary', content: () => '\u0000\u0001PK', refusal: refusal('NulByteError', file) },
  { name: 'null', content: () => 'null', refusal: refusal('ForeignFileError', file, 'not a file of this plugin') },
  { name: 'foreign', content: () => '{"name":"app"}', refusal: refusal('ForeignFileError', file) },
  {
    name: 'newer',
    content: change((json) => Object.assign(json, { schemaVersion: 2, more: true })),
    refusal: refusal('NewerFileError', file, 'newer version', 'schema version 2'),
  },
  {
    name: 'with a key nobody knows',
    content: change((json) => Object.assign(json, { surprise: 1 })),
    refusal: refusal('DamagedFileError', file, 'surprise'),
  },
  { name: 'a directory', directory: true, refusal: refusal('FileUnreadableError', file, 'EISDIR') },
];

const yaml = (name: string, content: string, ...says: Array<string | RegExp>): Damage => ({
  name,
  content: () => content,
  refusal: refusal('DamagedYamlError', 'refresh.yaml:', ...says),
});

const HEAD = 'schemaVersion: 1\nrefresh: {date: 2099-01-01, dataStrategy: repoint}\n';

const DAMAGES: Record<string, Damage[]> = {
  'baseline.json': [
    {
      name: 'missing',
      refusal: refusal('NoBaselineError', 'logik-refresh/uat', 'holds no baseline.json'),
      commands: AFTER,
    },
    ...records('baseline.json'),
    {
      name: 'damaged deep inside',
      content: change((json) => {
        (json as Baseline).items['logik-tenant'].facts.rows[0].owner = 'me';
      }),
      refusal: refusal('DamagedFileError', 'items.logik-tenant.facts.rows[0].owner'),
    },
    {
      name: 'without a sane org ID',
      content: change((json) => {
        (json as Baseline).org.orgId = '0012';
      }),
      refusal: refusal('DamagedFileError', 'org.orgId'),
    },
  ],
  'refresh.yaml': [
    {
      name: 'missing',
      refusal: refusal('NoRefreshYamlError', 'logik-refresh/uat', 'holds no refresh.yaml'),
      commands: AFTER,
    },
    yaml('empty', '', ':1:'),
    yaml('a list', '- 1\n', ':1:', 'mapping'),
    yaml('plain text', 'hello\n', ':1:', 'mapping'),
    yaml('not closed', 'a: [\n'),
    yaml('with a key twice', `${HEAD}schemaVersion: 1\n`, ':3:', 'unique'),
    yaml('without answers', 'schemaVersion: 1\nrefresh:\n', ':2:', 'refresh'),
    yaml('a number for answers', `${HEAD}logik: 5\n`, ':3:', 'logik'),
    yaml('with a misspelled key', `${HEAD}logik: {adminUser: [a]}\n`, ':3:', 'adminUser'),
    yaml(
      'with a URL with a path',
      `${HEAD}logik:\n  runtimeUrl: https://a.test01.logik.io/x\n`,
      ':4:',
      'logik.runtimeUrl'
    ),
    {
      name: 'newer',
      content: () => 'schemaVersion: 2\n',
      refusal: refusal('NewerFileError', 'refresh.yaml', 'newer version'),
    },
    { name: 'a directory', directory: true, refusal: refusal('FileUnreadableError', 'refresh.yaml', 'EISDIR') },
  ],
  'attestations.json': records('attestations.json').map((damage) => ({ ...damage, commands: AFTER })),
};

const ATTESTATIONS = { kind: 'logik-refresh-attestations', schemaVersion: 1, attestations: [] };

describe('a refresh directory that cannot be used', () => {
  let bench: Workbench;
  let good: Record<string, string>;
  before(async () => {
    bench = await Workbench.start();
    await bench.prepare();
    good = {
      'baseline.json': await readFile(join(bench.directory, 'baseline.json'), 'utf8'),
      'refresh.yaml': await readFile(join(bench.directory, 'refresh.yaml'), 'utf8'),
      'attestations.json': JSON.stringify(ATTESTATIONS),
    };
  });
  beforeEach(async () => {
    for (const [file, content] of Object.entries(good)) {
      await rm(join(bench.directory, file), { recursive: true, force: true });
      await writeFile(join(bench.directory, file), content);
    }
  });
  after(() => bench.close());

  for (const [file, damages] of Object.entries(DAMAGES)) {
    for (const { name, content, directory, refusal: expected, commands = COMMANDS } of damages) {
      it(`Given ${file} ${name}, When ${commands.join(', ')} run, Then each names the file and the place`, async () => {
        const path = join(bench.directory, file);
        await rm(path);
        if (content) await writeFile(path, content(good[file]));
        if (directory) await mkdir(path);
        for (const command of commands) await expectRefused(bench, () => run(bench, command), expected);
      });
    }
  }

  it('Given a directory that nobody prepared, or a file in its place, When verify and repoint run, Then they say so', async () => {
    for (const command of AFTER) {
      for (const given of ['nowhere', 'logik-refresh/uat/refresh.yaml']) {
        await expectRefused(bench, () => run(bench, command, '--dir', given), {
          exitCode: 1,
          name: 'NoRefreshDirectoryError',
          says: [join(bench.home, given)],
        });
      }
    }
  });

  it('Given flags that want to write into a damaged refresh.yaml, When repoint runs, Then it still is a clear error', async () => {
    await writeFile(join(bench.directory, 'refresh.yaml'), `${HEAD}logik: 5\n`);
    await expectRefused(
      bench,
      () => run(bench, 'repoint', '--logik-url', 'https://a.test01.logik.io'),
      refusal('DamagedYamlError', 'refresh.yaml:3', 'logik')
    );
  });
});
