import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { inDays, Workbench } from '../support/workbench.ts';
import { expectRefused, type Refusal } from './hostile.ts';

const REPOINT = ['--data-strategy', 'repoint'];
const DATE = ['--refresh-date', inDays(14)];
const usage = (name: string, ...says: Array<string | RegExp>): Refusal => ({ exitCode: 2, name, says });
const failure = (name: string, ...says: Array<string | RegExp>): Refusal => ({ exitCode: 1, name, says });

/** Flags of prepare that cannot be right, and what is said. */
const PREPARE: Array<[string, string[], Refusal]> = [
  ...['tomorrow', '2099-02-30', '2099-1-5', '2099-13-01', '20990101', '2099-01-01T00:00:00Z'].map(
    (date): [string, string[], Refusal] => [
      `the day "${date}"`,
      ['--refresh-date', date, ...REPOINT],
      usage('BadDateError', `--refresh-date ${date} is not a day`),
    ]
  ),
  [
    'a day that has passed',
    ['--refresh-date', inDays(-1), ...REPOINT],
    usage('DateInThePastError', inDays(-1), `today is ${inDays(0)}`),
  ],
  ['no answer at all', [], usage('MissingAnswersError', '--refresh-date, --data-strategy')],
  ['no answer at all, as JSON', ['--json'], usage('MissingAnswersError', '--refresh-date, --data-strategy')],
  ['only one answer', DATE, usage('MissingAnswersError', /: --data-strategy$/)],
  [
    'a username that nobody has',
    [
      ...DATE,
      ...REPOINT,
      '--logik-admin-user',
      'nobody@acme.example.uat',
      '--logik-admin-user',
      "o'hara%@acme.example.uat",
    ],
    failure('UnknownUserError', "nobody@acme.example.uat, o'hara%@acme.example.uat"),
  ],
  [
    'a pattern for a username',
    [...DATE, ...REPOINT, '--logik-admin-user', '%'],
    failure('UnknownUserError', /: %\. Nothing was written/),
  ],
  [
    'a sync user that nobody is',
    [...DATE, ...REPOINT, '--refresh-token-user', 'nobody@acme.example.uat'],
    failure('UnknownUserError', 'nobody@acme.example.uat'),
  ],
  ...(
    [
      '--logik-admin-user',
      '--refresh-token-user',
      '--tenant-object',
      '--runtime-url-field',
      '--admin-url-field',
    ] as const
  ).map((flag): [string, string[], Refusal] => [
    `${flag} from a variable that is not set`,
    [...DATE, ...REPOINT, flag, ' '],
    usage('EmptyFlagError', `${flag} was given without a value`),
  ]),
  [
    'a user who is inactive',
    [...DATE, ...REPOINT, '--logik-admin-user', 'sam.seller@acme.example.uat'],
    failure('InactiveUserError', 'sam.seller@acme.example.uat'),
  ],
  [
    'an organization ID that is none',
    [...DATE, ...REPOINT, '--new-org-id', '0015e000008AcmE'],
    usage('BadOrgIdError', '--new-org-id 0015e000008AcmE is no organization ID'),
  ],
  ...[
    'portal',
    'portal=',
    '=https://a.example',
    'portal=a.example',
    'portal=http://a.example',
    'portal=https://a.example/x',
  ].map((client): [string, string[], Refusal] => [
    `the runtime client ${client}`,
    [...DATE, ...REPOINT, '--runtime-client', client],
    usage('BadRuntimeClientError', `--runtime-client ${client} does not read NAME=ORIGIN`),
  ]),
];

/** URLs that are none of a Logik environment, and what is wrong with them. */
const URLS: Array<[string, RegExp]> = [
  ['acme', /is no URL/],
  ['https://', /is no URL/],
  ['https:// acme.test01.logik.io', /is no URL/],
  ['http://acme.test01.logik.io', /must be https/],
  ['ftp://acme.test01.logik.io', /must be https/],
  ['javascript:alert(1)', /is no URL|must be https/],
  ['https://acme.test01.logik.io/ui/configure', /must end with the host name/],
  ['https://acme.test01.logik.io?x=1', /must end with the host name/],
  ['https://acme.test01.logik.io#top', /must end with the host name/],
  ['https://acme.test01.logik.io/', /must not end with a slash/],
];

const SECRET = 's3cr3t-pa55';
const WITH_CREDENTIALS = [
  `https://joe:${SECRET}@acme.test01.logik.io`,
  `http://joe:${SECRET}@acme.test01.logik.io`,
  `https://joe:${SECRET}@`,
  `https://joe:${SECRET}@acme.test01.logik.io/x`,
  `https://${SECRET}@acme.test01.logik.io`,
];

describe('answers that cannot be right', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.start();
    const [sam] = (await bench.records('sandbox', 'User')).filter(
      ({ Username }) => Username === 'sam.seller@acme.example.uat'
    );
    await bench.setRecords('sandbox', 'User', [{ Id: sam.Id, IsActive: false }]);
  });
  after(() => bench.close());

  for (const [name, flags, refusal] of PREPARE) {
    it(`Given ${name}, When prepare runs, Then it refuses and writes nothing`, async () => {
      await expectRefused(bench, () => bench.run('prepare', '--target-org', 'uat', ...flags), refusal);
    });
  }

  it('Given each bad URL, When repoint gets it, Then it says what is wrong, and how to write it where that is known', async () => {
    for (const [url, says] of URLS) {
      for (const flag of ['--logik-url', '--runtime-url', '--admin-url']) {
        const { error } = await expectRefused(
          bench,
          () => bench.run('repoint', '--target-org', 'uat', '--no-prompt', flag, url),
          usage('BadUrlError', `${flag} ${url}:`, says)
        );
        expect(error?.actions?.join()).to.include(
          url.startsWith('https://acme.') ? 'Write https://acme.test01.logik.io' : 'https://acme-uat.test01.logik.io'
        );
      }
    }
  });

  it('Given a URL with credentials, When a command gets it, Then they are nowhere repeated', async () => {
    for (const url of WITH_CREDENTIALS) {
      const runs = [
        await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--logik-url', url),
        await bench.run('repoint', '--target-org', 'uat', '--json', '--admin-url', url),
        await bench.run('prepare', '--target-org', 'uat', ...DATE, ...REPOINT, '--new-host', url),
        await bench.run('prepare', '--target-org', 'uat', ...DATE, ...REPOINT, '--new-my-domain', url),
        await bench.run('prepare', '--target-org', 'uat', ...DATE, ...REPOINT, '--runtime-client', `x=${url}`),
      ];
      for (const { exitCode, stdout, stderr, error } of runs) {
        expect(exitCode).to.equal(2);
        expect([stdout, stderr, error?.message, error?.stack, ...(error?.actions ?? [])].join('\n')).not.to.include(
          SECRET
        );
      }
    }
  });

  it('Given a template that cannot be read or filled, When prepare runs, Then it names the template and writes nothing', async () => {
    await writeFile('broken.md.eta', '<%= it.nothing(1) %>');
    await writeFile('syntax.txt.eta', '<% if ( { %>');
    for (const template of ['broken.md.eta', 'syntax.txt.eta']) {
      await expectRefused(
        bench,
        () => bench.run('prepare', '--target-org', 'uat', ...DATE, ...REPOINT, '--case-template', template),
        failure('TemplateFailedError', `The template ${template} cannot be filled`)
      );
    }
    const missing = await bench.run('prepare', '--target-org', 'uat', ...DATE, ...REPOINT, '--case-template', 'no.md');
    expect([missing.exitCode > 0, missing.error?.message]).to.satisfy(
      ([failed, message]: [boolean, string]) => failed && message.includes('no.md')
    );
  });
});
