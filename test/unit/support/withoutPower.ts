/** Nobody, as most systems number him. */
export const NOBODY = 65_534;

/** Does the work as somebody whom permissions stop: root, as whom containers run tests, they do not. */
export const withoutPower = async <T>(work: () => Promise<T>): Promise<T> => {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
};
