/** Run as a process of its own by the tests of the lock: prints what it would write into one, and ends. */
import {describeHolder} from '../../../src/async/lock-holder.ts';

process.stdout.write(describeHolder());
