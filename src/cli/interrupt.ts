/** What `sf` takes for the wish to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/**
 * From now on Ctrl-C (and whatever else `sf` takes for it) aborts the signal instead of ending the process, which `sf`
 * would do at once; a second one ends the process as ever. `end` gives it back.
 *
 * @param onFirst called at the first one, from within the handler
 */
export const interruptible = (onFirst: () => void = () => undefined): { signal: AbortSignal; end: () => void } => {
  const controller = new AbortController();
  const others = SIGNALS.map((name) => [name, process.rawListeners(name) as NodeJS.SignalsListener[]] as const);
  const end = (): void => {
    if (!process.listeners('SIGINT').includes(onInterrupt)) return;
    for (const [name, listeners] of others) {
      process.removeListener(name, onInterrupt);
      for (const listener of listeners) process.on(name, listener);
    }
  };
  const onInterrupt = (): void => {
    end();
    onFirst();
    controller.abort();
  };
  for (const [name] of others) {
    process.removeAllListeners(name);
    process.on(name, onInterrupt);
  }
  return { signal: controller.signal, end };
};
