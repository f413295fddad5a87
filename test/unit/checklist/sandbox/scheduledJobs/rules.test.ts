import { expect } from 'chai';
import type { Job, ScheduledJobsFacts } from '../../../../../src/checklist/sandbox/scheduledJobs/facts.ts';
import { scheduledJobs } from '../../../../../src/checklist/sandbox/scheduledJobs/index.ts';
import type { Situation } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, NOT_REFRESHED, refreshed, sandbox, situation } from '../../../support/situation.ts';

const job = (name: string, own: Partial<Job> = {}): Job => ({
  id: `08e${name}`,
  name,
  type: '7',
  expression: '0 0 2 * * ?',
  timeZone: 'Europe/Berlin',
  state: 'WAITING',
  nextFireTime: '2099-01-01T00:00:00.000+0000',
  owner: 'dana@acme.example.uat',
  apexClass: 'Nightly',
  ...own,
});
const facts = (jobs: Job[] = [], own: Partial<ScheduledJobsFacts> = {}): ScheduledJobsFacts => ({
  jobs,
  classesUnreadable: null,
  present: ['Nightly'],
  ...own,
});
const after = (
  before: Job[],
  now: ScheduledJobsFacts,
  own: Partial<Situation<ScheduledJobsFacts>> = {}
): Situation<ScheduledJobsFacts> => situation({ before: facts(before), now, ...own });
const scripts = (seen: Situation<ScheduledJobsFacts>): Record<string, string> =>
  Object.fromEntries((scheduledJobs.handOffs?.(seen) ?? []).map(({ path, content }) => [path, content]));

describe('scheduled jobs', () => {
  it('Given jobs of several owners, when lost, then each owner has a script under the name of now', () => {
    const org = { before: sandbox(), now: refreshed({ sandboxName: 'uat2' }), refreshed: true };
    const lost = [job('One'), job('Two', { owner: 'kim/o@acme.example.uat' })];
    const written = scripts(after(lost, facts(), { org }));
    expect(Object.keys(written)).to.deep.equal([
      'hand-off/reschedule-dana@acme.example.uat2.apex',
      'hand-off/reschedule-kim_o@acme.example.uat2.apex',
    ]);
    expect(Object.values(written)[0])
      .to.contain("System.schedule('One', '0 0 2 * * ?', new Nightly());")
      .and.not.contain('Two');
  });

  it('Given names made to break out of a text or a comment, when scripted, then they stay inside', () => {
    const evil = "x', '', null); delete [SELECT Id FROM Account]; //\n\\";
    const [script] = Object.values(scripts(after([job(evil)], facts())));
    expect(script).to.contain(`System.schedule('x\\', \\'\\', null); delete [SELECT Id FROM Account]; //\\n\\\\', `);
    const odd = Object.values(scripts(after([job(`a\nSystem.abortJob('1');`, { apexClass: null })], facts())))[0];
    expect(odd.split('\n').filter((line) => line !== '' && !line.startsWith('// '))).to.deep.equal([]);
    const code = Object.values(scripts(after([job('a', { apexClass: 'A(); delete x; new B' })], facts())))[0];
    expect(code).not.to.contain('delete x');
  });

  it('Given a class that is gone, when scripted, then its job is a comment, and the finding says what to deploy', () => {
    const seen = after([job('One'), job('Two', { apexClass: 'ns.Gone' })], facts());
    const [script] = Object.values(scripts(seen));
    expect(script)
      .to.match(/^\/\/ Two .*no class ns\.Gone/m)
      .and.contain('new Nightly()');
    expect(scheduledJobs.check(seen).find(({ target }) => target.startsWith('Two'))?.hint).to.contain(
      'Deploy the class'
    );
  });

  it('Given jobs that were over, for one moment only, or Salesforce’s own, when gone, then nobody misses them', () => {
    const seen = after(
      [
        job('Done', { state: 'COMPLETE', nextFireTime: null }),
        job('Once', { expression: '0 30 9 1 12 ? 2026' }),
        job('System', { type: 'Z' }),
      ],
      facts()
    );
    expect(statuses(scheduledJobs.check(seen))).to.deep.equal(['pass Scheduled jobs']);
    expect(scripts(seen)).to.deep.equal({});
  });

  it('Given another schedule, or a job that stopped, when checked, then the one is a warning and the other missing', () => {
    const seen = after(
      [job('One'), job('Two')],
      facts([job('One', { expression: '0 0 3 * * ?' }), job('Two', { state: 'ERROR' })])
    );
    expect(statuses(scheduledJobs.check(seen))).to.deep.equal([
      'pass Scheduled jobs',
      'manual Two (Scheduled Apex)',
      'warn One (Scheduled Apex)',
    ]);
  });

  it('Given jobs that the sandbox did not have, when checked, then they are called out after a refresh only', () => {
    const now = facts([job('Billing', { id: '08eB' }), job('Other')]);
    const seen = after([], now, { production: facts([job('Billing')]) });
    const [, billing, other] = scheduledJobs.check(seen);
    expect(billing).to.include({ status: 'warn', target: 'Billing (Scheduled Apex)' });
    expect(billing.hint).to.contain("production's schedule").and.contain("System.abortJob('08eB')");
    expect(other.hint).to.contain('likely');
    const early = after([], now, { org: NOT_REFRESHED });
    expect(statuses(scheduledJobs.check(early))).to.deep.equal(['pass Scheduled jobs']);
  });

  it('Given jobs whose class cannot be told, when prepared, then they are named, with the reason where there is one', () => {
    const survey = (now: ScheduledJobsFacts): ReturnType<typeof scheduledJobs.survey> =>
      scheduledJobs.survey({ now, production: undefined, answers: answers(), org: sandbox() });
    const jobs = [job('One', { apexClass: null }), job('Two'), job('Mail', { type: '8', apexClass: null })];
    expect(statuses(survey(facts(jobs)))).to.deep.equal(['pass Scheduled jobs', 'warn One (Scheduled Apex)']);
    expect(survey(facts(jobs, { classesUnreadable: 'no access' }))[1].hint).to.contain('no access');
  });
});
