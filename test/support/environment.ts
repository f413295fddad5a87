/**
 * Loaded before every test file (`.mocharc.json`). Tables are drawn with React: its development build takes twice the
 * time of the real one, and the width of a window that nobody has would be asked of `tput` in a process for each table.
 */
process.env.NODE_ENV ??= 'production';
process.env.COLUMNS ??= '1086';
process.env.LINES ??= '24';
