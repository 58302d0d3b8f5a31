import {readFile} from 'node:fs/promises';

/** The text of a file, or nothing when it cannot be read. */
export const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
