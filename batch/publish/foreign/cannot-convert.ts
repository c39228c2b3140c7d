import { AppError } from '../../../shared/errors/app-error.ts';

/** INVALID_DATA for a LayersModel that has no counterpart as a graph. */
export function cannotConvert(why: string): AppError {
  return new AppError('INVALID_DATA', `Cannot convert the LayersModel: ${why}`, {
    hint: 'Build the tower of dense layers, or save it as a GraphModel, which may use more operations.',
  });
}
