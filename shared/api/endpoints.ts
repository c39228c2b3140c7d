import type { z } from 'zod';
import { findItemsRequestSchema, findItemsResponseSchema } from '../contracts/find-items.ts';
import { manageAccountRequestSchema, manageAccountResponseSchema } from '../contracts/manage-account.ts';
import { recommendItemsRequestSchema, recommendItemsResponseSchema } from '../contracts/recommend-items.ts';
import { recordFeedbackRequestSchema, recordFeedbackResponseSchema } from '../contracts/record-feedback.ts';
import { reportStatusResponseSchema } from '../contracts/report-status.ts';
import type { ErrorCode } from '../errors/error-catalogue.ts';

export interface Endpoint {
  /** Name of the Edge Function, and the last part of its address. */
  name: string;
  method: 'GET' | 'POST';
  /** One line, no full stop. */
  summary: string;
  /** Whether it wants the token of a person. */
  person: boolean;
  request: z.ZodType | null;
  response: z.ZodType;
  /** What it may answer beside 200. */
  errors: readonly ErrorCode[];
}

const everywhere = [
  'METHOD_NOT_ALLOWED',
  'RATE_LIMITED',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'DATABASE_SLOW',
  'TIMED_OUT',
] as const;
const withPerson = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'AUTH_UNAVAILABLE'] as const;
const withBody = ['INVALID_REQUEST', 'BODY_TOO_LARGE', 'REQUEST_TIMEOUT'] as const;

/** Every endpoint that an app calls. The OpenAPI document is made of it. */
export const endpoints = [
  {
    name: 'recommend-items',
    method: 'POST',
    summary: 'The next page for a person',
    person: true,
    request: recommendItemsRequestSchema,
    response: recommendItemsResponseSchema,
    errors: [...withBody, ...withPerson, 'ADULT_CONFIRMATION_REQUIRED', ...everywhere],
  },
  {
    name: 'find-items',
    method: 'POST',
    summary: 'Similar, popular, trending, latest or matching items',
    person: true,
    request: findItemsRequestSchema,
    response: findItemsResponseSchema,
    errors: [...withBody, ...withPerson, 'ADULT_CONFIRMATION_REQUIRED', 'NOT_FOUND', ...everywhere],
  },
  {
    name: 'record-feedback',
    method: 'POST',
    summary: 'What a person did with items',
    person: true,
    request: recordFeedbackRequestSchema,
    response: recordFeedbackResponseSchema,
    errors: [...withBody, ...withPerson, 'ADULT_CONFIRMATION_REQUIRED', ...everywhere],
  },
  {
    name: 'manage-account',
    method: 'POST',
    summary: 'What a person does to their own account',
    person: true,
    request: manageAccountRequestSchema,
    response: manageAccountResponseSchema,
    errors: [...withBody, ...withPerson, 'ADULT_CONFIRMATION_REQUIRED', ...everywhere],
  },
  {
    name: 'report-status',
    method: 'GET',
    summary: 'What there is to serve from',
    person: false,
    request: null,
    response: reportStatusResponseSchema,
    errors: everywhere,
  },
] as const satisfies readonly Endpoint[];
