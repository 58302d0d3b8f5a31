import {z} from 'zod';
import {profilesOf} from '../../apparmor/profiles-of.ts';
import {isAppError} from '../../errors/app-error.ts';

/** The text of a file with AppArmor profiles; its rules are checked by apparmor_parser of a node. */
export const apparmorSchema = z.string().superRefine((text, context) => {
  try {
    profilesOf([{file: 'the profile file', text}]);
  } catch (error) {
    if (!isAppError(error)) throw error;
    context.addIssue({code: 'custom', message: error.message});
  }
});
