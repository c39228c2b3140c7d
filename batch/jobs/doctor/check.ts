/** What was found out about one thing that commands need or can use. */
export interface Check {
  name: string;
  /** `problem`: it is missing or does not work. `skipped`: nothing asks for it here. */
  state: 'ok' | 'problem' | 'skipped';
  /** Without it nothing can be trained or served from this machine. */
  required: boolean;
  /** What was found, for a person. */
  found: string;
  /** How to get it, or to put it right. */
  hint?: string;
  /** GFLOP/s of a product of two 512 x 512 matrices, for a backend. */
  gigaflops?: number;
}
