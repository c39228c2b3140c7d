import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';

/** What a policy looks at: raw rows, catalogue records and stored items all have it. */
export interface PolicySubject {
  title: string | null;
  maker: string | null;
  label: string | null;
  series: string | null;
  performers: readonly string[];
  tags: readonly string[];
}

/** The id of the first rule of the policy that the subject breaks, or null. */
export type PolicyMatcher = (subject: PolicySubject) => string | null;

type Find = (text: string) => number;

const noRule = Number.POSITIVE_INFINITY;

/**
 * Compiles a policy. Texts are compared cleaned (NFKC, see cleanText) and in lower case: keywords as parts of titles,
 * everything else by whole names.
 */
export function createPolicyMatcher(policy: ContentPolicy): PolicyMatcher {
  const valuesOf = (subject: ContentPolicy['rules'][number]['subject']) =>
    policy.rules.flatMap((rule, index) =>
      rule.subject === subject ? rule.values.map((value) => ({ text: fold(value), rule: index })) : [],
    );
  const inTitle = findKeyword(valuesOf('keyword'));
  const isTag = findName(valuesOf('tag'));
  const isPerformer = findName(valuesOf('performer'));
  const isMaker = findName(valuesOf('maker'));
  const isSeries = findName(valuesOf('series'));
  const isLabel = findName(valuesOf('label'));
  const one = (find: Find, text: string | null) => (text === null ? noRule : find(fold(text)));
  const any = (find: Find, texts: readonly string[]) =>
    texts.reduce((first, text) => Math.min(first, find(fold(text))), noRule);

  return ({ title, maker, label, series, performers, tags }) => {
    const first = Math.min(
      one(inTitle, title),
      any(isTag, tags),
      any(isPerformer, performers),
      one(isMaker, maker),
      one(isSeries, series),
      one(isLabel, label),
    );
    return policy.rules[first]?.id ?? null;
  };
}

function fold(text: string): string {
  return cleanText(text).toLowerCase();
}

interface Value {
  text: string;
  /** Position of the rule in the policy. */
  rule: number;
}

function findName(values: readonly Value[]): Find {
  const rules = new Map<string, number>();
  for (const { text, rule } of values) rules.set(text, Math.min(rule, rules.get(text) ?? noRule));
  return (name) => rules.get(name) ?? noRule;
}

/**
 * Keywords by their first two code units: at each place of a title only the few are compared that begin like it. One
 * regular expression of 10,000 alternatives would try them all.
 */
function findKeyword(values: readonly Value[]): Find {
  const byStart = new Map<number, Value[]>();
  for (const value of values) {
    if (value.text === '') continue;
    const start = startOf(value.text, 0, value.text.length === 1);
    const known = byStart.get(start);
    if (known) known.push(value);
    else byStart.set(start, [value]);
  }
  if (byStart.size === 0) return () => noRule;
  return (title) => {
    let first = noRule;
    const look = (start: number, at: number) => {
      for (const { text, rule } of byStart.get(start) ?? []) {
        if (rule < first && title.startsWith(text, at)) first = rule;
      }
    };
    for (let at = 0; at < title.length; at++) {
      look(startOf(title, at, true), at);
      if (at + 1 < title.length) look(startOf(title, at, false), at);
    }
    return first;
  };
}

/** One code unit, or two as one number; a single unit never equals a pair, whose first unit counts 65536 each. */
function startOf(text: string, at: number, single: boolean): number {
  const unit = text.charCodeAt(at);
  return single ? unit : (unit + 1) * 65_536 + text.charCodeAt(at + 1);
}
