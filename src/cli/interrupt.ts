/**
 * From now on Ctrl-C aborts the signal instead of ending the process, which `sf` would do at once; a second one ends the
 * process as ever. `end` gives it back.
 */
export const interruptible = (): { signal: AbortSignal; end: () => void } => {
  const controller = new AbortController();
  const others = process.rawListeners('SIGINT') as NodeJS.SignalsListener[];
  const end = (): void => {
    if (!process.listeners('SIGINT').includes(onInterrupt)) return;
    process.removeListener('SIGINT', onInterrupt);
    for (const listener of others) process.on('SIGINT', listener);
  };
  const onInterrupt = (): void => {
    end();
    controller.abort();
  };
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', onInterrupt);
  return { signal: controller.signal, end };
};
