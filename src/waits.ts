/**
 * What a run waits for at the moment: requests with their repetitions, renewals of a login, jobs. Whoever waits says so
 * here; whoever shows things decides what of it is worth a word.
 */
export type Wait = {
  /** How people call whoever is waited for: an org's alias, a host. */
  readonly who: string;
  /** What is asked for; null where somebody waits for whoever it is as a whole. */
  readonly what: string | null;
  /** The origin that has to answer; undefined where it is not known yet. */
  readonly origin: string | undefined;
  /** When it began, by `performance.now()`. */
  readonly since: number;
};

const waits = new Set<Wait>();
const troubles = new Map<string, string>();
let watcher: (() => void) | undefined;

/** Waits for a promise, and says so meanwhile. */
export const waitingFor = async <T>(wait: Omit<Wait, 'since'>, work: () => Promise<T>): Promise<T> => {
  const end = beginWait(wait);
  try {
    return await work();
  } finally {
    end();
  }
};

/** Begins to wait; what it answers ends that. */
export const beginWait = (wait: Omit<Wait, 'since'>): (() => void) => {
  const begun = { ...wait, since: performance.now() };
  waits.add(begun);
  return () => {
    waits.delete(begun);
    watcher?.();
  };
};

/** Says why an origin is asked again, in words; undefined as soon as it answers. */
export const tellTrouble = (origin: string, why: string | undefined): void => {
  if (why === undefined) troubles.delete(origin);
  else troubles.set(origin, why);
};

/** Why nothing has come of a wait so far; undefined where no answer came at all yet. */
export const troubleOf = ({ origin }: Wait): string | undefined =>
  origin === undefined ? [...troubles.values()].at(0) : troubles.get(origin);

let questions = 0;

/** While a person is asked something, nobody tells of waits: the question stands in that line. */
export const askingMeanwhile = async <T>(ask: () => Promise<T>): Promise<T> => {
  questions += 1;
  watcher?.();
  try {
    return await ask();
  } finally {
    questions -= 1;
  }
};

/** What is waited for now, the longest wait first; nothing while a person is asked. */
export const waitsNow = (): Wait[] => (questions > 0 ? [] : [...waits].sort((one, other) => one.since - other.since));

/** Has `changed` called as soon as something is no longer waited for; undefined: nobody any more. */
export const watchWaits = (changed: (() => void) | undefined): void => {
  watcher = changed;
};
