import { expect } from 'chai';
import { interruptible } from '../../../src/cli/interrupt.ts';
import { patienceOf, withUsualWait } from '../../../src/cli/waiting.ts';

describe('--wait', () => {
  for (const [given, meant] of [
    ['--wait', '--wait 35'],
    ['-w', '-w 35'],
    ['--wait --json', '--wait 35 --json'],
    ['--wait 5 --json', '--wait 5 --json'],
    ['--wait -5', '--wait -5'],
    ['--wait=5', '--wait=5'],
    ['--dir wait -o uat', '--dir wait -o uat'],
  ]) {
    it(`Given ${given}, when it is read, then it means ${meant}`, () => {
      expect(withUsualWait(given.split(' '))).to.deep.equal(meant.split(' '));
    });
  }

  type Screen = Parameters<typeof patienceOf>[0];
  const screen = (json: boolean): { lines: string[]; screen: Screen } => {
    const lines: string[] = [];
    const spinner = { start: () => lines.push('spinner') } as unknown as Screen['spinner'];
    return { lines, screen: { jsonEnabled: () => json, spinner, logToStderr: (line = '') => lines.push(line) } };
  };

  it('Given no --wait, when asked, then nobody waits', () => {
    expect(patienceOf(screen(false).screen, undefined)).to.equal(undefined);
  });

  it('Given a pipeline, when it waits, then each change is one line, and what an org says is printed as text', () => {
    const { lines, screen: quiet } = screen(false);
    const patience = patienceOf(quiet, 35);
    patience?.show(['A\u001B[31m', 'B'], 2_100_000);
    patience?.show(['A\u001B[31m', 'B'], 2_000_000);
    patience?.show(['B'], 59_000);
    expect(lines).to.have.length(2);
    expect(lines[0]).to.include('35 min').and.not.include('\u001B');
    expect(lines[1]).to.include('59 s').and.include('B');
  });

  it('Given --json, when it waits, then nothing is shown', () => {
    const { lines, screen: silent } = screen(true);
    patienceOf(silent, 35)?.show(['A'], 1000);
    expect(lines).to.deep.equal([]);
  });
});

describe('interruptible', () => {
  it('Given others who listen, when Ctrl-C comes, then the signal is aborted, nobody else hears it, and they are back', () => {
    const heard: string[] = [];
    const other = (): void => void heard.push('other');
    const before = process.rawListeners('SIGINT');
    process.on('SIGINT', other);
    const { signal, end } = interruptible();
    process.emit('SIGINT');
    expect(signal.aborted).to.equal(true);
    expect(heard).to.deep.equal([]);
    process.emit('SIGINT');
    expect(heard).to.deep.equal(['other']);
    end();
    process.removeListener('SIGINT', other);
    expect(process.rawListeners('SIGINT')).to.deep.equal(before);
  });

  it('Given nobody interrupts, when it ends, then all is as it was', () => {
    const before = process.rawListeners('SIGINT');
    const { signal, end } = interruptible();
    expect(process.listenerCount('SIGINT')).to.equal(1);
    end();
    end();
    expect(process.rawListeners('SIGINT')).to.deep.equal(before);
    expect(signal.aborted).to.equal(false);
  });
});
