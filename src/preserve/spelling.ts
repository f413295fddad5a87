/** A moment is spelled otherwise in JSON (`+0000`) than in CSV (`Z`). */
const moment = (text: string): string => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
};

/** A value as it is compared: the same moment is the same text, however the answer spelled it. */
export const spelled = (text: string, type: string): string => (type === 'datetime' ? moment(text) : text);
