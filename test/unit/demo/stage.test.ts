import { expect } from 'chai';
import { commandLine } from '../../demo/commandLine.ts';
import { openStage, StoryError, type Scene } from '../../demo/stage.ts';
import type { Finished } from '../../support/sf.ts';

const SCENE: Scene = { args: ['logik', 'refresh', 'verify'], exitCode: 1, shows: ['PRODUCTION'] };
const AS_TOLD: Finished = { exitCode: 1, stdout: 'PRODUCTION\n', stderr: 'Warning: plain http' };

describe("the demo's stage", () => {
  /** Plays one scene and answers what was on the screen, and the error that ended the story, if any. */
  const play = async (
    scene: Scene,
    finished: Finished,
    hidden: string[] = []
  ): Promise<{ screen: string; error: unknown }> => {
    let screen = '';
    const stage = openStage({
      run: () => Promise.resolve(finished),
      write: (text) => (screen += text),
      hidden: () => hidden,
    });
    const error: unknown = await stage.play(scene).catch((reason: unknown) => reason);
    return { screen, error };
  };

  it('Given a command that goes as told, When it is played, Then line, output and exit code are shown and warnings are not', async () => {
    const { screen, error } = await play(SCENE, AS_TOLD);
    expect(error).to.equal(undefined);
    expect(screen).to.equal('\n$ sf logik refresh verify\nPRODUCTION\n(exit code 1)\n');
  });

  it('Given another exit code, When it is played, Then the story ends and says at which command, with stderr', async () => {
    const { error } = await play(SCENE, { ...AS_TOLD, exitCode: 0, stderr: 'ForeignOrgError' });
    expect(error).to.be.instanceOf(StoryError);
    expect((error as Error).message).to.include('sf logik refresh verify": exit code 0 instead of 1');
    expect((error as Error).message).to.include('ForeignOrgError');
  });

  it('Given an output without what it must show, When it is played, Then the story ends and names it', async () => {
    const { error } = await play(SCENE, { ...AS_TOLD, stdout: 'all is well' });
    expect((error as Error).message).to.include('does not show "PRODUCTION"');
  });

  it('Given an output with a secret, When it is played, Then the story ends and the secret is not shown', async () => {
    const { screen, error } = await play(SCENE, { ...AS_TOLD, stdout: 'PRODUCTION token-1' }, ['token-1']);
    expect((error as Error).message).to.include('secret');
    expect(screen + (error as Error).message).not.to.include('token-1');
  });

  it('Given a fact that does not hold, When it is expected, Then the story ends and names it', () => {
    const stage = openStage({ run: () => Promise.resolve(AS_TOLD), write: () => undefined, hidden: () => [] });
    expect(() => stage.expect('a dry run changes nothing', false)).to.throw(StoryError, 'a dry run changes nothing');
  });

  it('Given secrets, blanks and many flags, When a command line is shown, Then it can be pasted and hides the secrets', () => {
    expect(commandLine(['org', 'login', '--alias', 'uat'], ['SF_ACCESS_TOKEN'])).to.equal(
      "SF_ACCESS_TOKEN='…' sf org login --alias uat"
    );
    expect(commandLine(['verify', '--attest', 'runtime-clients=made, case 1'])).to.equal(
      'sf verify --attest runtime-clients="made, case 1"'
    );
    const long = commandLine(['prepare', ...Array.from({ length: 6 }, () => ['--flag', 'x'.repeat(30)]).flat()]);
    expect(long.split('\n')).to.have.length.greaterThan(1);
    expect(long.split('\n').slice(0, -1)).to.satisfy((lines: string[]) => lines.every((line) => line.endsWith(' \\')));
  });
});
