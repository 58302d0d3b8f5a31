import {lastLines} from './last-lines.ts';

/** What CRI writes before each line of a container. */
const criPrefix = /^\S+ (?:stdout|stderr) [FP] /;
/** Warnings and errors of klog, and those of etcd, which logs JSON. */
const serious = /^[WEF]\d{4} |"level":"(?:warn|error|fatal|panic)"/;
const width = 200;

/** The last few lines of a log that say what is wrong; without any, only the last of all, which says how far the program got. */
export function tellingLines(log: string): string[] {
  const lines = lastLines(log, Number.POSITIVE_INFINITY).map((line) => line.replace(criPrefix, ''));
  const wrong = lines.filter((line) => serious.test(line)).slice(-3);
  return (wrong.length > 0 ? wrong : lines.slice(-1)).map((line) => (line.length > width ? `${line.slice(0, width)}…` : line));
}
