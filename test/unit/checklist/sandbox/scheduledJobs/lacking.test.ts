import { expect } from 'chai';
import type { Finding } from '../../../../../src/checklist/item.ts';
import type { ScheduledJobsFacts } from '../../../../../src/checklist/sandbox/scheduledJobs/facts.ts';
import { scheduledJobs } from '../../../../../src/checklist/sandbox/scheduledJobs/index.ts';
import type { OrgReader } from '../../../../../src/salesforce/types.ts';
import { statuses } from '../../../support/brief.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub, refusal } from '../../../support/reader.ts';
import { answers, OLD_ORG_ID, sandbox } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const CRON = [
  ['1', 'Nightly', '0 0 2 * * ?', 'WAITING'],
  ['2', 'Managed', '0 0 2 * * ?', 'WAITING'],
  ['3', 'QaData', '0 0 2 * * ?', 'WAITING'],
  ['4', 'QaAgain', '0 0 3 * * ?', 'WAITING'],
  ['5', 'Once', '0 0 2 1 1 ? 2099', 'WAITING'],
  ['6', 'Over', '0 0 2 * * ?', 'COMPLETE'],
].map(([Id, Name, CronExpression, State]) => ({
  Id,
  CronJobDetail: { Name, JobType: '7' },
  CronExpression,
  TimeZoneSidKey: 'UTC',
  State,
  NextFireTime: '2099-01-01T00:00:00.000+0000',
  OwnerId: '005',
}));
const CLASSES = ['Nightly', 'Job', 'QaFactory', 'QaFactory', 'OneTime', 'OverClass'];

const gather = (source?: OrgReader): Promise<ScheduledJobsFacts> =>
  scheduledJobs.gather({
    org: orgStub({
      queries: [
        [/FROM CronTrigger/, CRON],
        [
          /FROM AsyncApexJob/,
          CRON.map(({ Id }, index) => ({
            CronTriggerId: Id,
            ApexClass: { Name: CLASSES[index], NamespacePrefix: index === 1 ? 'acme' : null },
          })),
        ],
        [/FROM User/, []],
        [/FROM Organization/, [{ Id: OLD_ORG_ID, CreatedDate: null }]],
      ],
    }),
    answers: answers(),
    names: NAMES,
    ...ELSEWHERE,
    fingerprint: String,
    source,
  });

const survey = (now: ScheduledJobsFacts): Finding[] =>
  scheduledJobs.survey({ now, production: undefined, answers: answers(), org: sandbox() });

describe('classes of scheduled jobs that production lacks', () => {
  it('Given classes of the sandbox only, when prepared with the source org, then each is told once with its jobs', async () => {
    const source = orgStub({
      queries: [
        [
          /FROM ApexClass/,
          [
            { Name: 'NIGHTLY', NamespacePrefix: null },
            { Name: 'Job', NamespacePrefix: 'acme' },
          ],
        ],
      ],
    });
    const facts = await gather(source);
    expect(source.asked.filter((asked) => !asked.includes('Sandbox'))).to.have.length(1);
    const told = survey(facts);
    expect(statuses(told)).to.deep.equal(['pass Scheduled jobs', 'warn Apex class QaFactory']);
    expect(told[1].hint).to.include('QaData, QaAgain').and.include('Retrieve it before the refresh');
    expect(scheduledJobs.facts.safeParse(facts).success).to.equal(true);
  });

  it('Given a class of the same name without the namespace, when prepared, then the managed one is still missing', async () => {
    const source = orgStub({ queries: [[/FROM ApexClass/, [{ Name: 'Job', NamespacePrefix: null }]]] });
    expect(statuses(survey(await gather(source)))).to.include('warn Apex class acme.Job');
  });

  it('Given classes that cannot be read there, when prepared, then that is the finding, and none is missing', async () => {
    const source = orgStub({ queries: [[/FROM ApexClass/, refusal('INVALID_TYPE')]] });
    const told = survey(await gather(source));
    expect(statuses(told)).to.deep.equal(['pass Scheduled jobs', 'warn Apex classes, in production']);
    expect(told[1].hint).to.include('INVALID_TYPE');
  });

  it('Given a clone of another sandbox, when prepared with production, then it is not compared with production', async () => {
    const tooling = [
      { Id: '0GQ000000000001AAA', SandboxName: 'uat', SourceId: '0GQ000000000002' },
      { Id: '0GQ000000000002AAA', SandboxName: 'dev', SourceId: null },
      // The same stub answers for SandboxInfo and SandboxProcess.
    ].map((row) => ({ ...row, LicenseType: 'FULL', SandboxOrganization: null, Status: 'Completed' }));
    const source = orgStub({ tooling, queries: [[/FROM ApexClass/, []]] });
    expect((await gather(source)).production).to.equal(undefined);
    const gone = orgStub({ tooling: tooling.slice(0, 1), queries: [[/FROM ApexClass/, []]] });
    expect((await gather(gone)).production).to.not.equal(undefined);
  });

  it('Given no source org, when prepared, then nothing is asked or said of production', async () => {
    const facts = await gather();
    expect(facts.production).to.equal(undefined);
    expect(statuses(survey(facts))).to.deep.equal(['pass Scheduled jobs']);
  });
});
