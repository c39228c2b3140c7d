/** Why a text is no JSON array that can be split. */
export type ArrayProblem =
  | 'it is no JSON array'
  | 'it is cut off'
  | 'something follows its end'
  | 'it holds a record of more than 16 MB';

/** The elements of a text cannot be told apart: rows would be lost without a word. */
export class UnreadableArray extends Error {
  readonly problem: ArrayProblem;

  constructor(problem: ArrayProblem) {
    super(problem);
    this.name = 'UnreadableArray';
    this.problem = problem;
  }
}

export interface ArraySplitter {
  /** @throws UnreadableArray */
  piece(text: string): void;
  /** @throws UnreadableArray */
  end(): void;
}

const maxElement = 16_000_000;

/**
 * Splits a JSON array, given in pieces, into its elements: each comes out as one line. Only the array itself is read,
 * so an element that is no JSON comes out too. Pieces may hold one character a byte of UTF-8.
 */
export function createArraySplitter(emit: (element: string) => void): ArraySplitter {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isOver = false;
  let isFirst = true;
  let element = '';

  function finish(isLast: boolean): void {
    const text = element.replace(/^[ \t]+|[ \t]+$/g, '');
    element = '';
    // [] has no element, [,] has two.
    if (isLast && isFirst && text === '') return;
    isFirst = false;
    emit(text === '' ? ',' : text);
  }

  /** What stands outside of strings; returns whether the character belongs to the element. */
  function takeToken(character: string): boolean {
    if (depth === 0) {
      if (isSpace(character)) return false;
      if (isOver) throw new UnreadableArray('something follows its end');
      if (character !== '[') throw new UnreadableArray('it is no JSON array');
      depth = 1;
      return false;
    }
    if (depth === 1 && (character === ',' || character === ']')) {
      finish(character === ']');
      isOver = character === ']';
      if (isOver) depth = 0;
      return false;
    }
    if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && depth > 1) depth--;
    else if (character === '"') isInString = true;
    return true;
  }

  function takeInString(character: string): void {
    if (isEscaped) isEscaped = false;
    else if (character === '\\') isEscaped = true;
    else if (character === '"') isInString = false;
  }

  function take(character: string): void {
    const wasInString = isInString;
    if (isInString) takeInString(character);
    else if (!takeToken(character)) return;
    // Between tokens a line end is white space. In a string it is forbidden, and stays so as another character.
    if (character === '\n' || character === '\r') element += wasInString ? '\u0001' : ' ';
    else element += character;
  }

  /** Where the next character is that means something; what lies before it is part of the element as it is. */
  function skip(text: string, from: number): number {
    if (isEscaped || depth === 0) return from;
    const meaning = isInString ? /["\\\n\r]/g : /["[\]{},\n\r]/g;
    meaning.lastIndex = from;
    const next = meaning.exec(text)?.index ?? text.length;
    element += text.slice(from, next);
    return next;
  }

  return {
    piece(text) {
      for (let at = skip(text, 0); at < text.length; at = skip(text, at + 1)) take(text[at]!);
      if (element.length > maxElement) throw new UnreadableArray('it holds a record of more than 16 MB');
    },
    end() {
      if (!isOver) throw new UnreadableArray(depth > 0 ? 'it is cut off' : 'it is no JSON array');
    },
  };
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
