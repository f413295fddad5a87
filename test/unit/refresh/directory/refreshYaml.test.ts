import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  answer,
  answered,
  answersOf,
  explain,
  openRefreshYaml,
  refreshYamlPath,
  yamlText,
  type Answer,
} from '../../../../src/refresh/directory/refreshYaml.ts';
import { answersSchema } from '../../../../src/checklist/answers/index.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
const WRITTEN = `# Our sandbox for UAT
schemaVersion: 1
refresh:
  date: 2027-01-15 # agreed with QA
  dataStrategy: repoint

logik:
  # Dana only until March
  adminUsers:
    - dana@acme.example.uat # left the team
    - kim@acme.example.uat
  newHost: null # asked Logik on Monday
`;

describe('refresh.yaml', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  const open = async (content?: string): ReturnType<typeof openRefreshYaml> => {
    if (content !== undefined) await writeFile(refreshYamlPath(directory), content);
    return openRefreshYaml(directory);
  };
  const answeredText = async (content: string, ...answers: Answer[]): Promise<string> => {
    const yaml = await open(content);
    answer(yaml, answers);
    return yamlText(yaml);
  };

  describe('a second run', () => {
    it('Given a file that people edited, when nothing new is said, then not one byte is another', async () => {
      expect(await answeredText(WRITTEN)).to.equal(WRITTEN);
    });

    it('Given a file that people edited, when the same is said again, then not one byte is another', async () => {
      const same = [
        { path: ['refresh', 'date'], value: '2027-01-15' },
        { path: ['logik', 'adminUsers'], value: ['dana@acme.example.uat', 'kim@acme.example.uat'] },
      ];
      expect(await answeredText(WRITTEN, ...same)).to.equal(WRITTEN);
    });

    it('Given another date, when it is said, then it is changed in its place, and every comment stays', async () => {
      expect(await answeredText(WRITTEN, { path: ['refresh', 'date'], value: '2027-02-01' })).to.equal(
        WRITTEN.replace('2027-01-15', '2027-02-01')
      );
    });

    it('Given an answer where there was null, when it is said, then the comment beside it stays', async () => {
      expect(await answeredText(WRITTEN, { path: ['logik', 'newHost'], value: 'x.test01.logik.io' })).to.equal(
        WRITTEN.replace('newHost: null', 'newHost: x.test01.logik.io')
      );
    });

    it('Given another list, when it is said, then what people wrote beside entries that stay, stays', async () => {
      const value = ['dana@acme.example.uat', 'noa@acme.example.uat'];
      expect(await answeredText(WRITTEN, { path: ['logik', 'adminUsers'], value })).to.equal(
        WRITTEN.replace('kim@', 'noa@')
      );
    });

    it('Given an answer to a key that is not there yet, when it is said, then it is added', async () => {
      const text = await answeredText(WRITTEN, { path: ['logik', 'tenant', 'object'], value: 'X__c' });
      expect(text.startsWith(WRITTEN)).to.equal(true);
      expect(parse(text)).to.have.nested.property('logik.tenant.object', 'X__c');
    });

    for (const content of ['', '# nothing yet\n', 'schemaVersion: 1\n']) {
      it(`Given ${JSON.stringify(content)}, when something is said, then it finds its place`, async () => {
        const text = await answeredText(content, { path: ['refresh', 'date'], value: '2027-01-15' });
        expect(parse(text)).to.have.nested.property('refresh.date', '2027-01-15');
      });
    }

    for (const section of ['refresh:', 'refresh: soon', 'refresh: [date]']) {
      it(`Given "${section}" where keys belong, when something is said, then the error names the line`, async () => {
        const error = await caught(() =>
          answeredText(`schemaVersion: 1\n${section}\n`, { path: ['refresh', 'date'], value: '2027-01-15' })
        );
        expect(error).to.include({ name: 'DamagedYamlError' });
        expect(error.message).to.contain('refresh.yaml:2:1: refresh');
      });
    }

    it('Given an empty list, when entries are said, then each has a line of its own', async () => {
      const value = ['ava@acme.example.uat', 'kim@acme.example.uat'];
      const text = await answeredText('logik:\n  adminUsers: []\n', { path: ['logik', 'adminUsers'], value });
      expect(text).to.equal('logik:\n  adminUsers:\n    - ava@acme.example.uat\n    - kim@acme.example.uat\n');
    });

    it('Given any text as an answer, when it is written and read, then it is the same text', () => {
      const words = fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('null', '~', 'true', '1e3', '# x', '- y', 'a: b')
      );
      fc.assert(
        fc.property(words, words, (first, second) => {
          const document = { schemaVersion: 1, refresh: { sourceOrg: first } };
          const yaml = { ...fresh, document: fresh.document.clone() };
          yaml.document.contents = yaml.document.createNode(document);
          answer(yaml, [{ path: ['refresh', 'sourceOrg'], value: second }]);
          expect(parse(yamlText(yaml))).to.have.nested.property('refresh.sourceOrg', second);
        })
      );
    });
    let fresh: Awaited<ReturnType<typeof openRefreshYaml>>;
    beforeEach(async () => {
      fresh = await open();
    });
  });

  describe('a new file', () => {
    it('Given answers, when the file is explained, then it reads back as them, with a comment above every key', async () => {
      const yaml = await open();
      expect(yaml.isNew).to.equal(true);
      answer(yaml, [
        { path: ['refresh', 'date'], value: '2027-01-15' },
        { path: ['refresh', 'dataStrategy'], value: 'repoint' },
      ]);
      const answers = answersOf(yaml);
      explain(yaml, answers);
      const text = yamlText(yaml);
      expect(answersSchema.parse(parse(text))).to.deep.equal(answers);
      expect(text.split('\n')[0]).to.equal('# yaml-language-server: $schema=./refresh.schema.json');
      for (const key of Object.keys({ ...answers.refresh, ...answers.logik })) {
        expect(text, key).to.match(new RegExp(`\\n +# [^\\n]+\\n +${key}:`));
      }
    });

    it('Given the explained file, when it is opened again and nothing is said, then not one byte is another', async () => {
      const yaml = await open();
      answer(yaml, [
        { path: ['refresh', 'date'], value: '2027-01-15' },
        { path: ['refresh', 'dataStrategy'], value: 'repoint' },
        { path: ['logik', 'adminUsers'], value: ['ava@acme.example.uat'] },
      ]);
      explain(yaml, answersOf(yaml));
      await writeFile(yaml.path, yamlText(yaml));
      const again = await open();
      expect(again.isNew).to.equal(false);
      expect(yamlText(again)).to.equal(await readFile(yaml.path, 'utf8'));
    });
  });

  describe('answered', () => {
    it('Given null, nothing and a value, when asked, then only the value counts as an answer', async () => {
      const yaml = await open(WRITTEN);
      expect(answered(yaml, ['logik', 'newHost'])).to.equal(undefined);
      expect(answered(yaml, ['refresh', 'newOrgId'])).to.equal(undefined);
      expect(answered(yaml, ['refresh', 'date'])).to.equal('2027-01-15');
      expect(answered(yaml, ['logik', 'adminUsers'])).to.deep.equal(['dana@acme.example.uat', 'kim@acme.example.uat']);
    });
  });

  describe('mistakes', () => {
    const cases: Array<[string, string, number, RegExp]> = [
      ['an unknown key', WRITTEN.replace('newHost', 'newHots'), 12, /newHots/],
      ['a date that is none', WRITTEN.replace('2027-01-15', '15.01.2027'), 4, /refresh\.date/],
      ['an unknown strategy', WRITTEN.replace('repoint', 'keep'), 5, /refresh\.dataStrategy/],
      ['a URL with a path', `${WRITTEN}  runtimeUrl: https://x.logik.io/ui\n`, 13, /logik\.runtimeUrl/],
      ['a host that is a URL', WRITTEN.replace('null #', 'https://x.logik.io #'), 12, /logik\.newHost/],
      ['a host with a path', WRITTEN.replace('null #', 'x.logik.io/ui #'), 12, /logik\.newHost/],
      ['a number among usernames', WRITTEN.replace('kim@acme.example.uat', '4711'), 11, /logik\.adminUsers\[1\]/],
      [
        'an origin with a path',
        `${WRITTEN}  runtimeClients:\n    - name: a\n      origins: [https://x.example/y]\n`,
        15,
        /origins\[0\]/,
      ],
      [
        'an org ID that is none',
        `${WRITTEN.replace('repoint\n', 'repoint\n  newOrgId: 001xx\n')}`,
        6,
        /refresh\.newOrgId/,
      ],
      ['no schema version', WRITTEN.replace('schemaVersion: 1', '# gone'), 1, /schemaVersion/],
      ['an empty section', 'schemaVersion: 1\nrefresh:\n', 2, /refresh/],
      ['an empty file', '', 1, /the file/],
      ['a key twice', WRITTEN.replace('dataStrategy:', 'date:'), 5, /the file/],
      ['no YAML at all', 'schemaVersion: 1\nrefresh: {date: [\n', 3, /the file/],
      ['a list', '- a\n- b\n', 1, /mapping/],
      ['a reference to nowhere', WRITTEN.replace('dana@acme.example.uat', '*dana'), 10, /refresh\.yaml/],
    ];
    for (const [name, content, line, words] of cases) {
      it(`Given ${name}, when the file is read, then the error says line ${line} and what`, async () => {
        const error = await caught(async () => answersOf(await open(content)));
        expect(error.name).to.equal('DamagedYamlError');
        expect(error.message).to.contain(`${refreshYamlPath(directory)}:${line}:`);
        expect(error.message).to.match(words);
        expect(error.message).not.to.contain('\n');
      });
    }

    it('Given a newer schema version, when the file is read, then the plugin is what is too old', async () => {
      const error = await caught(async () =>
        answersOf(await open(WRITTEN.replace('schemaVersion: 1', 'schemaVersion: 2')))
      );
      expect(error).to.include({ name: 'NewerFileError' });
      expect(error.actions?.join()).to.contain('sf plugins update');
    });
  });

  describe('what is made to break whoever reads it', () => {
    const many = (count: number, one: (index: number) => string): string =>
      Array.from({ length: count }, (_, at) => one(at)).join('');
    const LETTERS = [...'abcdefghijk'];
    const cases: Array<[name: string, content: string, says: string]> = [
      ['20,000 aliases', `a: &x 1\nb: [${many(20_000, () => '*x, ')}1]\n`, 'aliases'],
      ['20,000 anchors', many(20_000, (at) => `a${at}: &x${at} 1\n`), 'anchors'],
      ['30,000 keys', many(30_000, (at) => `a${at}: 1\n`), 'keys'],
      ['a list of 60,000', `a: [${many(60_000, () => '1,')}1]\n`, 'entries'],
      [
        'aliases of aliases',
        `a: &a [1,1,1,1,1,1,1,1]\n${many(10, (at) => `${LETTERS[at + 1]}: &${LETTERS[at + 1]} [${many(9, () => `*${LETTERS[at]},`)}]\n`)}`,
        'cannot be read',
      ],
      ['an alias in a circle', 'a: &a [*a]\n', 'cannot be read'],
      ['a merge key of no mapping', '%YAML 1.1\n---\na: &x 5\nrefresh:\n  <<: *x\n', 'cannot be read'],
      ['20,000 brackets', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, 'nested'],
      ['20,000 lists in one line', `a:\n  ${'- '.repeat(20_000)}x\n`, 'nested'],
      ['mappings that go deeper and deeper', many(500, (at) => `${' '.repeat(at)}a:\n`), 'nested'],
    ];
    for (const [name, content, says] of cases) {
      it(`Given ${name}, when the file is opened, then within seconds one error says where it is`, async () => {
        const begun = Date.now();
        const error = await caught(() => open(content));
        expect(error.name).to.equal('DamagedYamlError');
        expect(error.message).to.contain(refreshYamlPath(directory)).and.contain(says);
        expect(Date.now() - begun).to.be.lessThan(5000);
      });
    }

    for (const key of ['__proto__', 'constructor', 'toString', '<<']) {
      it(`Given the key ${key}, when the answers are read, then it is refused as any key that nobody knows`, async () => {
        for (const content of [`${WRITTEN}${key}: 5\n`, WRITTEN.replace('logik:\n', `logik:\n  ${key}: {a: 1}\n`)]) {
          const yaml = await open(content);
          const error = await caught(() => answersOf(yaml));
          expect(error.name).to.equal('DamagedYamlError');
          expect(error.message).to.contain(key);
        }
      });
    }

    it('Given a few aliases, as people use them, when the answers are read, then they count', async () => {
      const yaml = await open(
        WRITTEN.replace('- dana@acme.example.uat', '- &dana dana@acme.example.uat').concat(
          '  refreshTokenUser: *dana\n'
        )
      );
      expect(answersOf(yaml).logik.refreshTokenUser).to.equal('dana@acme.example.uat');
    });

    it('Given a file of 5 MB, when it is opened, then it is refused by its size', async () => {
      expect((await caught(() => open(`# ${'x'.repeat(5_000_000)}\n`))).message).to.contain('too large');
    });
  });

  describe('secrets', () => {
    const WAIVER = `waivers:\n  - item: catalog\n    reason: agreed, session 00D7Q000000AbCd!AQ4AQFzx.Yz_1\n    owner: Dana\n    until: 2027-02-01\n`;
    for (const [name, content, line] of [
      ['the reason of a waiver', `${WRITTEN}${WAIVER}`, 15],
      ['an answer', WRITTEN.replace('newHost: null', 'newHost: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.AQ4AQFzx'), 12],
      ['a key', `${WRITTEN}  sid=AQ4AQFzxAQ4AQFzx: 1\n`, 7],
    ] as const) {
      it(`Given one in ${name}, when the answers are read, then it is refused with its line, and not repeated`, async () => {
        const yaml = await open(content);
        const error = await caught(() => answersOf(yaml));
        expect(error.name).to.equal('DamagedYamlError');
        expect(error.message).to.contain(`:${line}:`).and.contain('token');
        expect(error.message).not.to.contain('AQ4AQFzx');
      });
    }

    it('Given one from the command line, when it is put into its place, then it is refused before anything is written', async () => {
      const yaml = await open(WRITTEN);
      answer(yaml, [{ path: ['refresh', 'sourceOrg'], value: '00D7Q000000AbCd!AQ4AQFzx.Yz_1' }]);
      expect((await caught(() => answersOf(yaml))).message).not.to.contain('AQ4AQFzx');
    });
  });
});
