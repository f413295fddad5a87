import { expect } from 'chai';
import { restore, useFakeTimers, type SinonFakeTimers } from 'sinon';
import { namedIn } from '../../../src/cli/orgs.ts';
import { sayWaits } from '../../../src/cli/waitWord.ts';
import { beginWait, tellTrouble } from '../../../src/waits.ts';

const ORIGIN = 'https://acme--uat.sandbox.my.salesforce.com';
const CLEAR = '\r\u001B[2K';

describe('what a command waits for', () => {
  const { CI } = process.env;
  let clock: SinonFakeTimers;
  let written: string[];
  let end: () => void;
  beforeEach(() => {
    delete process.env.CI;
    clock = useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    written = [];
  });
  afterEach(() => {
    end();
    tellTrouble(ORIGIN, undefined);
    restore();
    if (CI === undefined) delete process.env.CI;
    else process.env.CI = CI;
  });

  const watch = ({ isTTY = true, json = false, columns = 120 } = {}): void => {
    const write = (text: string): boolean => written.push(text) > 0;
    end = sayWaits({ jsonEnabled: () => json }, { isTTY, columns, write });
  };
  const ask = (what: string | null = 'LoginHistory'): (() => void) => beginWait({ who: 'uat', what, origin: ORIGIN });

  it('Given a terminal, when an answer takes longer than 3 s, then one line says whom and for what, and goes with the answer', () => {
    watch();
    const answered = ask();
    clock.tick(2900);
    expect(written).to.deep.equal([]);
    clock.tick(400);
    expect(written).to.deep.equal([`${CLEAR}Waiting for uat: LoginHistory …`]);
    answered();
    expect(written.slice(1)).to.deep.equal([CLEAR]);
  });

  it('Given a terminal, when the org is asked again, then the line says why', () => {
    watch();
    const answered = ask(null);
    tellTrouble(ORIGIN, 'maintenance (503)');
    clock.tick(3300);
    expect(written).to.deep.equal([`${CLEAR}Waiting for uat: maintenance (503), trying again …`]);
    answered();
  });

  it('Given a narrow terminal and words of an org, when they are shown, then they fill one line and steer nothing', () => {
    watch({ columns: 40 });
    const answered = ask(`\u001B[31m${'Object__c, '.repeat(20)}`);
    clock.tick(3300);
    expect(written[0].replace(CLEAR, '')).to.have.length.below(40).and.not.include('\u001B');
    answered();
  });

  it('Given a terminal that does not know its width, when something is shown, then it is whole', () => {
    watch({ columns: 0 });
    const answered = ask();
    clock.tick(3300);
    expect(written[0]).to.match(/LoginHistory …$/);
    answered();
  });

  for (const [where, options, ci] of [
    ['a pipe', { isTTY: false }, undefined],
    ['a terminal of a pipeline', { isTTY: true }, 'true'],
  ] as const) {
    it(`Given ${where}, when it takes long, then that is one plain line, once`, () => {
      if (ci !== undefined) process.env.CI = ci;
      watch(options);
      const answered = ask(null);
      tellTrouble(ORIGIN, 'maintenance (503)');
      clock.tick(20_000);
      answered();
      expect(written).to.deep.equal(['Waiting for uat: maintenance (503), trying again …\n']);
    });
  }

  it('Given --json, when it takes long, then nothing is said', () => {
    watch({ json: true });
    const answered = ask();
    clock.tick(20_000);
    answered();
    expect(written).to.deep.equal([]);
  });

  it('Given many short answers, when they follow one another, then nothing is said', () => {
    watch();
    for (let turn = 0; turn < 10; turn += 1) {
      const answered = ask();
      clock.tick(1000);
      answered();
    }
    expect(written).to.deep.equal([]);
  });
});

describe('namedIn', () => {
  for (const [argv, usual, name] of [
    [['--target-org', 'uat'], undefined, 'uat'],
    [['-o', 'uat', '--json'], 'other', 'uat'],
    [['--target-org=uat'], undefined, 'uat'],
    [['--json'], 'usual', 'usual'],
    [['--json'], undefined, ''],
    [['-o', 'uat', '--source-org', 'prod'], undefined, 'uat, prod'],
    [['-o', '00D5e000005AHE7!AQ4AQFzkT'], undefined, '00D5e000005AHE7'],
  ] as const) {
    it(`Given ${argv.join(' ')}, when the org is named, then it is "${name}"`, () => {
      expect(namedIn(argv, usual)).to.equal(name);
    });
  }
});
