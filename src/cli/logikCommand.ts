import type { Interfaces } from '@oclif/core';
import { OrgConfigProperties } from '@salesforce/core';
import { SfCommand } from '@salesforce/sf-plugins-core';
import { EXIT } from '../refresh/judge/exitCodes.ts';
import { removeLeftovers } from '../salesforce/setupPage/profile.ts';
import { sendAllThisWay } from '../salesforce/transport.ts';
import { loadText } from '../text.ts';
import { waitingFor } from '../waits.ts';
import { namedIn } from './orgs.ts';
import { takeSecrets } from './processSecrets.ts';
import { goOnUnread } from './screen.ts';
import { sayWaits } from './waitWord.ts';

const text = loadText('interrupted');
const waits = loadText('waits');
const refresh = loadText('refresh');

/** `@salesforce/core` looks for a host that it does not find for so many seconds when it renews a login; 240 by itself. */
const DNS_SECONDS = '10';

/**
 * `--dir "$DIR"` with no such variable means no directory, least of all the current one.
 *
 * @throws SfError EmptyFlagError
 */
const refuseEmpty = (flags: Readonly<Record<string, unknown>>): void => {
  for (const [flag, value] of Object.entries(flags)) {
    const given: unknown[] = Array.isArray(value) ? value : [value];
    if (given.some((each) => typeof each === 'string' && each.trim() === ''))
      throw refresh.error('EmptyFlag', { flag: `--${flag}` }, EXIT.usage);
  }
};

/** What all commands of this plugin share. */
export abstract class LogikCommand<T> extends SfCommand<T> {
  /** What is to be said of how far it came where it is ended at once. */
  public lastWords = (): string[] => [text.get('untouched')];

  private endWaits: () => void = () => undefined;
  private giveBack: () => void = () => undefined;

  /**
   * `sf` calls this from within a signal's handler, where an error that is thrown ends the process as a crash with a
   * stack. A line and the exit code say the same; what has to be tidied up is, on the way out.
   */
  public override exit(code = 0): never {
    if (code !== EXIT.interrupted) return super.exit(code);
    this.endWaits();
    process.stderr.write(`\n${[text.get('interrupted'), ...this.lastWords()].join('\n')}\n`);
    return process.exit(EXIT.interrupted);
  }

  /** From here on an org is asked within bounds, and whoever waits says so: also while the flags are read, which asks it. */
  public override async init(): Promise<void> {
    this.giveBack = takeSecrets();
    goOnUnread();
    await super.init();
    process.env.SF_DOMAIN_RETRY ??= DNS_SECONDS;
    sendAllThisWay();
    await removeLeftovers();
    this.endWaits = sayWaits(this);
  }

  /** Reading the flags opens the orgs: `@salesforce/core` looks up their hosts and asks what they are. */
  protected override async parse<
    F extends Interfaces.OutputFlags<F>,
    B extends Interfaces.OutputFlags<B>,
    A extends Interfaces.OutputArgs<A>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const usual = this.configAggregator?.getPropertyValue<string>(OrgConfigProperties.TARGET_ORG) ?? undefined;
    const who = namedIn(argv, usual) || waits.get('someOrg');
    const parsed = await waitingFor({ who, what: null, origin: undefined }, () => super.parse<F, B, A>(options, argv));
    refuseEmpty(parsed.flags);
    return parsed;
  }

  protected override async catch(error: Parameters<SfCommand<T>['catch']>[0]): Promise<never> {
    this.endWaits();
    // Ctrl-C at a question reaches nobody as a signal: the prompt throws, by this name.
    if (error.name === 'ExitPromptError' || error.name === 'AbortPromptError') this.exit(EXIT.interrupted);
    return super.catch(error);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.endWaits();
    this.giveBack();
    await super.finally(error);
  }
}
